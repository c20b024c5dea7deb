"""The mood that is put into words: its label, valence and arousal; negated and merely supposed moods do not count."""

from functools import cache

from aurora.context.mentions import Lexicon, Meaning, find, lexicon_of
from aurora.context.text import Text
from aurora.types import Mood

# Valence and arousal, -1..1: positions on the circumplex of Russell, J. Pers. Soc. Psychol. 39(6), 1980, read off by eye.
PLANE: dict[str, tuple[float, float]] = {
    "nervous": (-0.4, 0.6), "excited": (0.8, 0.8), "happy": (0.8, 0.4), "confident": (0.6, 0.4), "sad": (-0.7, -0.4),
    "stressed": (-0.5, 0.7), "tired": (-0.3, -0.7), "romantic": (0.7, 0.3), "angry": (-0.7, 0.7), "calm": (0.5, -0.6),
    "insecure": (-0.5, 0.1), "bored": (-0.3, -0.6), "playful": (0.6, 0.5),
}  # fmt: skip
_WORDS: dict[str, str] = {
    "nervous": "nervous|anxious|scared|terrified|jittery|worried|dreading|butterflies|apprehensive|nerve wracking|nerves|on edge|panicking|bricking it|intimidated|😬|😰|😨|😱|petrified|freaking out|nervoes|nerveux|nerveuse|nervioso|nerviosa|uneasy|jitters",
    "excited": "excited|thrilled|can't wait|cannot wait|so pumped|over the moon|buzzing|stoked|hyped|ecstatic|🎉|🤩|🥳|aufgeregt|exciting|psyched|giddy|elated|looking forward to it so much|beyond excited",
    "happy": "happy|glad|joyful|in a good mood|cheerful|delighted|great mood|wonderful mood|feeling great|feeling good|on cloud nine|😊|😄|good spirits|gluecklich|heureuse|feliz|chuffed|celebrating",
    "confident": "confident|powerful|like a boss|empowered|unstoppable|in charge|badass|bossy vibe|fierce|strong|self assured|own the room|invincible|commanding",
    "sad": "sad|heartbroken|grieving|down in the dumps|miserable|depressed|crying|upset|feeling low|feeling down|lonely|devastated|gutted|mourning|😢|😭|💔|broke up|dumped me|traurig|triste|blue today|feeling blue|heavy hearted",
    "stressed": "stressed|overwhelmed|frantic|swamped|under pressure|frazzled|stressful|panicked|hectic|so much on|in a rush|last minute panic|at my wits end|gestresst|stressee|estresada|stressing|out of time|losing my mind",
    "tired": "tired|exhausted|knackered|worn out|sleepy|drained|shattered|no energy|burnt out|burned out|jet lagged|😴|muede|fatiguee|cansada|sleep deprived|running on empty|wiped out",
    "romantic": "romantic|in love|smitten|head over heels|loved up|😍|🥰|sensual|sexy|seductive|verliebt|flirty",
    "angry": "angry|furious|fed up|annoyed|livid|frustrated|irritated|pissed off|😡|🤬|wuetend|raging|fuming",
    "calm": "calm|relaxed|at peace|serene|peaceful|chilled|zen|at ease|unwind|tranquil|feel at ease|mellow",
    "insecure": "insecure|self conscious|self-conscious|frumpy|ugly|don't feel good about myself|hate how i look|unattractive|out of place|no confidence|low confidence|not confident|unconfident|invisible|dowdy|feel awful in everything|nothing looks good on me|don't feel confident|lost my confidence|shy",
    "bored": "bored|in a rut|same old|uninspired|bored of my clothes|bored with|style rut|boring wardrobe|fed up with my clothes|everything i own is boring",
    "playful": "playful|cheeky|silly|fun mood|mischievous|feeling fun|let loose|goofy|have a laugh|whimsical",
}  # fmt: skip
_NOT_MOODS = "happy to|happy with|happy hour|happy for you|strong straps|strong shoes|relaxed fit|happy birthday|a happy|happy new year|not too sexy|relaxed trousers|relaxed look|relaxed cut|relaxed jeans|relaxed shirt|romantic dinner|romantic evening|romantic film|romantic style|glad to|sad to say|scared of heights|strong colours|strong colour|relaxed linen|relaxed blazer|very relaxed and|stress free|tired of|worried about the price|relaxed fitting|romantic comedy|powerful suit|happy if|i'd be happy|would be happy|casual and relaxed|relaxed and casual|calm colours|calm colour|relaxed weekend|fun party|head over heels in debt|over the moon print|shy away|worried it|worried about the budget|celebration|relaxed style|relaxed outfit|sexy dress|strong black|happy either way|i'm happy|not too shy|fed up with my clothes"
_HEAVY = frozenset(
    (
        "very",
        "so",
        "really",
        "extremely",
        "super",
        "incredibly",
        "terribly",
        "absolutely",
        "totally",
        "beyond",
        "ridiculously",
    )
)
_LIGHT = frozenset(("bit", "little", "slightly", "somewhat", "kinda", "kind", "mildly"))


@cache
def _lexicon() -> Lexicon:
    entries = {w: Meaning("mood", label) for label, words in _WORDS.items() for w in words.split("|")}
    entries |= dict.fromkeys(_NOT_MOODS.split("|"), Meaning("none"))
    for phrase in ("i'm happy", "fed up with my clothes"):
        entries.pop(phrase)
    entries["fed up with my clothes"] = Meaning("mood", "bored")
    return lexicon_of(entries)


def find_mood(text: Text) -> Mood | None:
    """The mood said last; "very" and "a bit" scale it; a refused mood does not count."""
    words = [token.word for token in text.tokens]
    found = None
    for mention in find(text, _lexicon()):
        before = words[max(0, mention.start - 3) : mention.start]
        if mention.kind == "mood" and not {"not", "never", "no", "without", "less"} & set(before):
            found = at_strength(mention.value, 1.25 if _HEAVY & set(before) else 0.7 if _LIGHT & set(before) else 1.0)
    return found


def at_strength(label: str, strength: float) -> Mood:
    """The mood of that label with its position on the plane scaled and held within -1..1."""
    valence, arousal = PLANE[label]
    return Mood(
        label, max(-1.0, min(1.0, round(valence * strength, 2))), max(-1.0, min(1.0, round(arousal * strength, 2)))
    )
