"""The cues of messages that ask, a file for each language; bot/detect.py weighs them."""

from bot.cues.de import DE
from bot.cues.en import EN
from bot.cues.es import ES
from bot.cues.fr import FR
from bot.cues.it import IT
from bot.cues.nl import NL
from bot.cues.pl import PL
from bot.cues.pt import PT

LANGUAGES = (EN, PL, DE, ES, FR, IT, NL, PT)
