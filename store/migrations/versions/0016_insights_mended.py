"""What was learnt can be put in other words, and taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add when that was done, the last time."""
    for name in ("edited_at", "gone_at"):
        op.add_column("insights", sa.Column(name, sa.DateTime(timezone=True)))
