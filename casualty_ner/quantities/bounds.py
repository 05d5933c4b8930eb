"""The words around a number: those that bound it, and those that leave it as it is."""

from casualty_ner.quantities.wording import PhraseTable
from casualty_ner.schema import Qualifier

BEFORE = PhraseTable(
    {
        Qualifier.AT_LEAST: "at least | atleast | at the least | at the very least | at a minimum | no fewer than"
        " | no less than | not fewer than | not less than | a minimum of | minimum of | minimum | as few as | ≥",
        Qualifier.MORE_THAN: "more than | over | upwards of | upward of | in excess of | above | exceeding"
        " | greater than | higher than | north of | beyond | >",
        Qualifier.AT_MOST: "up to | upto | as many as | as much as | at most | at the most | at the very most"
        " | no more than | not more than | not over | not exceeding | a maximum of | maximum of | maximum | ≤",
        Qualifier.FEWER_THAN: "fewer than | less than | lower than | under | below | short of | shy of | <",
        Qualifier.ABOUT: "about | around | nearly | almost | some | roughly | approximately | approx | approx ."
        " | close to | close on | approaching | nearing | an estimated | estimated | an approximate | circa | ca"
        " | ca . | c . | ~ | ≈ | in the region of | in the order of | on the order of | in the neighbourhood of"
        " | in the neighborhood of | something like | more or less | virtually | practically"
        " | perhaps | maybe | possibly | probably | potentially",
    }
)
"""What a bound says that stands before its number."""

INTENSIFIERS = PhraseTable(
    {
        None: "just | well | slightly | far | way | a little | a bit | much | many | significantly | considerably"
        " | substantially | marginally | comfortably | easily | somewhat | likely | anything"
    }
)
"""What may stand before a bound and belongs to it: "just over"."""

PLAIN = PhraseTable(
    {
        None: "another | yet another | a further | further | an additional | additional | an extra | extra"
        " | only | just | merely | mere | a mere | exactly | precisely | fully | a full | even | still | now"
        " | already | currently | officially | reportedly | allegedly | apparently | initially | a reported"
        " | reported | a confirmed | confirmed | an initial | a combined | a combined total of | a total of"
        " | total of | a death toll of | death toll of | a toll of | a staggering | a shocking | a whopping"
        " | a record | a provisional | an unconfirmed | the | these | those | this | all | all of the"
        " | all of these | all of those | all the | all his | all her | all their | his | her | their | its | our"
        " | my | your | other | the other | the remaining | remaining | the last | the first | the bodies of"
        " | bodies of | the remains of | the lives of | the deaths of | the killing of | the killings of | either"
        " | anywhere | somewhere"
    }
)
"""What may stand before a number, is no part of a toll span, and leaves the number as it is."""

_DIRECTLY_AFTER = {
    Qualifier.AT_LEAST: "or more | or even more | if not more | , if not more | and counting | people or more"
    " | persons or more",
    Qualifier.MORE_THAN: "plus | - plus | +",
    Qualifier.AT_MOST: "or fewer | or less | people or fewer",
    Qualifier.ABOUT: "or so | odd | - odd | or thereabouts | people or so | give or take",
}
_AT_THE_END = {
    Qualifier.AT_LEAST: "at least | , at least | at the least | at the very least | at a minimum | minimum"
    " | and more | or possibly more | possibly more | , possibly more | and possibly more | or perhaps more"
    " | perhaps more | , perhaps more | and perhaps more | maybe more | , maybe more | or above | and above"
    " | or over | and over | and up | or upwards | and upwards",
    Qualifier.AT_MOST: "at most | , at most | at the most | at the very most | maximum | max | tops",
    Qualifier.ABOUT: "approximately | approx | roughly | more or less | , give or take | , or so",
}
AFTER = PhraseTable(_DIRECTLY_AFTER)
"""What a bound says that directly follows its number."""

AT_THE_END = PhraseTable(_DIRECTLY_AFTER, _AT_THE_END)
"""What a bound says at the very end of a span. In running text some of these belong to the number that comes next."""
