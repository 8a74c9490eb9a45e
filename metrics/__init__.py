"""What is measured: each figure declared once, with its definition and its uncertainty."""
