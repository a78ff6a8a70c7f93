"""Cuts Chinese text into words, by jieba's dictionary and the genre's own terms in words.txt."""

import hashlib
from collections import Counter
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import rjieba

_TERMS = Path(__file__).parent / "words.txt"


class Segmenter:
    """A dictionary that texts are cut by."""

    def __init__(self, terms: str) -> None:
        """Take jieba's dictionary and `terms`, one a line."""
        self._jieba = rjieba.Jieba()
        for term in terms.split():
            self._jieba.add_word(term, None, None)
        self.name = f"rjieba {version('rjieba')} {hashlib.sha256(terms.encode()).hexdigest()[:16]}"
        """Tells dictionaries apart: an index made with another is made anew."""

    def counted(self, text: str) -> Counter[str]:
        """Return how often each word stands in `text`; a long word counts for the words in it too."""
        counts = Counter(self._jieba.cut_for_search(text, hmm=False))
        return Counter({word: times for word, times in counts.items() if _tells(word)})

    def words(self, text: str) -> list[str]:
        """Return the words of `text` in order, each long word as a whole."""
        return [word for word in self._jieba.cut(text, hmm=False) if _tells(word)]


def _tells(word: str) -> bool:
    """Whether a word can be searched for: single characters and figures stand everywhere."""
    return len(word) > 1 and word.isalnum() and not word.isdecimal()


@lru_cache(maxsize=1)
def load_segmenter() -> Segmenter:
    """Return the segmenter that ships; costs some 0.2 s, once a process."""
    return Segmenter(_TERMS.read_text("utf-8"))
