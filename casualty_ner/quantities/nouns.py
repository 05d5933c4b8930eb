"""Which English nouns name people, which other things, and whether one or several.

Word lists rather than a library: inflect takes seconds to import, and knows number but not meaning. A noun on no list
is unknown, and stays unread wherever it alone would say how many there are.
"""

from enum import Enum, auto

from casualty_ner.quantities.wording import words


class Noun(Enum):
    """What a noun names, and whether one or several. A harm ("death", "injury") is told of one person each."""

    PERSON = auto()
    PEOPLE = auto()
    HARM = auto()
    HARMS = auto()
    THING = auto()
    THINGS = auto()


_KIN = words(
    """
    aunt baby boyfriend bride bridegroom brother child cousin dad daughter father fiance fiancee fiancé fiancée
    friend girlfriend godfather godmother grandaunt grandchild granddad granddaughter grandfather grandma
    grandmother grandpa grandparent grandson great-grandfather great-grandmother groom husband infant kid mom mother
    mum nephew newborn newlywed niece orphan parent partner relative roommate sibling sister son spouse stepbrother
    stepdaughter stepfather stepmother stepsister stepson toddler triplet twin uncle widow widower wife
    """
)
_AGE_AND_SEX = words(
    """
    adolescent adult boy female girl juvenile lad lady male man minor octogenarian pensioner retiree septuagenarian
    teen teenager woman youngster youth
    """
)
_ROLES = words(
    """
    abductee activist adherent attendee backpacker believer bicyclist biker body bystander caller camper canoeist
    captive celebrant celebrity ceo churchgoer citizen civilian classmate cleric climber clubgoer colleague commuter
    companion comrade concertgoer corpse crewmate customer cyclist defector defendant demonstrator descendant
    detainee devotee diner dissident diver driver employee escapee evacuee expat expatriate eyewitness fan
    festivalgoer follower foreigner fugitive graduate guest hero hiker holidaymaker homeowner hostage householder
    housemate human immigrant individual inhabitant inmate innocent jogger kayaker landlord learner local looter
    marcher member migrant motorcyclist motorist mourner mp national native neighbor neighbour newcomer nomad
    occupant onlooker organiser organizer owner parishioner participant partygoer passenger passerby patient patron
    peasant pedestrian person pilgrim player prisoner protester protestor pupil rambler refugee representative
    resident reveler reveller rider rioter runner scout servant settler shopper skier skipper slave snowboarder
    spectator squatter stowaway stranger student suitor supporter surfer survivor suspect swimmer tenant tourist
    traveler traveller trekker vagrant victim villager vip visitor volunteer voter walker witness worshiper
    worshipper
    """
)
_OCCUPATIONS = words(
    """
    accountant actor actress administrator adviser advisor agent aide ambassador analyst anchor apprentice
    archaeologist archbishop architect artist astronaut athlete attendant attorney author ayatollah baker banker
    barber bartender beekeeper beggar bishop blogger bodyguard boss boxer bricklayer broadcaster broker builder
    bureaucrat butcher buyer cabbie cardinal caregiver carer caretaker carpenter cashier chairman chancellor
    chaplain chauffeur chef chemist chief cleaner clerk client coach collector columnist comedian commissioner
    composer conductor contractor cook correspondent councillor councilor counsellor counselor courier cowboy
    crewmember critic dancer deacon dealer defender dentist deputy designer developer diplomat director docker
    doctor economist editor educator elder electrician emperor employer engineer envoy executioner executive
    explorer farmer farmhand farmworker filmmaker firefighter fisher fisherfolk footballer forester founder
    freelancer gardener goalkeeper governor grocer guard guide gymnast hairdresser hawker herder historian hunter
    imam inspector instructor intern interpreter investigator jailer janitor jockey journalist judge juror king
    laborer labourer lawmaker lawyer leader lecturer librarian lifeguard logger lumberjack machinist magistrate maid
    manager mason mayor mechanic mediator medic merchant messenger midwife miner minister missionary model monk
    mountaineer mufti musician nanny nun nurse officer official operator painter paramedic passer pastor performer
    pharmacist photographer photojournalist physician pilot plumber poet politician pope porter postmaster preacher
    premier president priest prince princess principal producer professor programmer prosecutor prostitute
    psychiatrist psychologist publisher queen rabbi racer ranger rapper reader recruiter referee repairer reporter
    rescuer researcher responder sailor scholar scientist seafarer secretary seller senator sheikh shepherd sheriff
    shopkeeper singer smuggler spokesperson staffer steward stewardess stuntman supervisor surgeon surveyor tailor
    teacher teammate technician therapist trader trafficker trainee trainer translator trucker tutor typist
    undertaker usher vendor vet veterinarian vicar waiter waitress warden welder worker wrestler writer zookeeper
    """
)
_ARMED = words(
    """
    abductor ally arsonist assailant assassin attacker bandit bomber brigadier burglar cadet captain captor
    collaborator colonel combatant commander commando conscript constable cop corporal criminal culprit deserter
    detective dissenter enemy extremist fighter gangster gendarme general guardian guerilla guerrilla gunner
    gunslinger hijacker hooligan infiltrator informant informer insurgent intruder invader islamist jawan jihadi
    jihadist kidnapper killer legionnaire lieutenant loyalist maoist marine marksman martyr mercenary militant
    mobster murderer mutineer naxalite offender operative outlaw paramilitary paratrooper partisan peacekeeper
    perpetrator pirate poacher private raider rebel recruit reservist revolutionary ringleader robber saboteur
    salafist separatist sergeant shooter sniper soldier spy stabber subordinate terrorist thief traitor trooper
    veteran vigilante warlord warrior
    """
)
DEMONYMS = words(
    """
    afghan african alawite albanian algerian american angolan arab argentinian armenian asian australian austrian
    azerbaijani bangladeshi basque belarusian belgian bolivian bosnian brazilian briton buddhist bulgarian cambodian
    cameroonian canadian catholic chadian chechen chilean christian colombian congolese copt croat cuban cypriot
    czech dane druze ecuadorean egyptian emirati eritrean ethiopian european fijian filipino finn gazan georgian
    german ghanaian greek guatemalan haitian hindu honduran houthi hungarian hutu indian indonesian iranian iraqi
    israeli italian ivorian jamaican jew jordanian kashmiri kazakh kenyan korean kosovar kurd kuwaiti kyrgyz laotian
    latvian lebanese liberian libyan lithuanian macedonian malawian malaysian malian mexican mongolian moroccan
    mozambican muslim namibian nepali nicaraguan nigerian nigerien norwegian omani pakistani palestinian papuan
    peruvian pole protestant punjabi qatari romanian russian rwandan salvadoran saudi scot senegalese serb shia
    shiite sikh singaporean slovak slovenian somali spaniard sudanese sunni swede syrian tajik tamil tanzanian thai
    tibetan togolese tunisian turk turkmen tutsi ugandan uighur ukrainian uyghur uzbek venezuelan yazidi yemeni
    zambian zimbabwean
    """
)
_PEOPLE = words(
    """
    aircrew carabinieri cavalry clergy crew everybody everyone fedayeen folk folks forces infantry militia
    mujahedeen mujahideen mujahidin others people personnel persons peshmerga police rohingya staff them themselves
    they those townsfolk troops
    """
)
_HARMS = words("casualty death drowning fatality injury killing life murder")
_THINGS = words(
    """
    accident acre aftershock airport airstrike ambulance ambush animal apartment army arrest article attack attempt
    avalanche award bag barn base battalion battle bicycle bike bird blast block boat bomb bombing box bridge
    brigade buffalo building bull bullet bus business busload call camel camp car carriage case casing cat cattle
    center centimeter centimetre centre century charge checkpoint chicken church city claim clash clinic coach
    coffin company complaint compound convoy count country cow crash crime crop crowd cyclone dam damage date day
    decade degree delegation department detonation device district ditch dog dollar door drone dwelling earthquake
    embassy episode eruption euro event explosion explosive facility factory family farm ferry field fire fish flat
    flight flood game gang garage generation goal goat government grave grenade group gun gunshot hand head hectare
    helicopter hen hill home horse hospital hostel hotel hour house household hurricane hut inch incident infection
    island item jeep jet job journey kilo kilogram kilometer kilometre landslide lane leg letter limb link lorry
    machete mall massacre match medal message meter metre mile millimetre mine minibus minute missile mission month
    mortar mosque motorbike motorcycle mountain nation nationality neighborhood neighbourhood night occasion office
    operation ounce outpost package page part party patrol photo pickup picture pig pistol place plane plant platoon
    point position pound prison property protest province quake rabbit raid rally reason region report resort
    restaurant rifle road rocket roof room round route rupee school season seat second settlement sheep shell
    shelter ship shooting shop shot shotgun side siege site sortie squad stabbing state station step stone store
    storey storm story street strike structure suburb suv tanker target taxi team temple tent time ton tonne tornado
    tower town tractor trailer train tram tree tremor trip truck truckload tunnel twister unit university van
    vehicle vessel video village wall warplane warship wave way weapon week weekend wheel wildfire window wound yard
    year
    """
)
MONTHS = words(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
_NAMES_OF_OTHERS = words(
    """
    airlines al-nusra al-qaeda al-shabaab alliance anything association authority avenue bank board boko border
    cabinet coalition coast college committee community congress corps council court crescent cross daesh defence
    defense east fatah federation force friday front half hamas haram hezbollah hizbollah hizbullah isil isis lake
    league majority media ministry monday most mountain movement nations navy nil none north nothing observatory
    ocean overnight park parliament republic rest river saturday sea society something south square sunday taliban
    thursday today tomorrow tuesday unclear unconfirmed undetermined union united unknown unspecified valley
    wednesday west yesterday
    """
)
COLLECTIVES = words(
    "band cell congregation contingent crew crowd delegation detachment expedition family gang group household mob"
    " party patrol platoon squad team troupe unit"
)
"""Groups that a number may size: "a family of five"."""

NEVER_PERSONS = MONTHS | _NAMES_OF_OTHERS
"""Words that are in no person's name even with a capital: of days, organisations, armed groups and places."""

_IRREGULAR = {
    "child": "children",
    "foot": "feet",
    "hero": "heroes",
    "life": "lives",
    "man": "men",
    "thief": "thieves",
    "wife": "wives",
    "woman": "women",
}
_ALWAYS_THINGS = words(
    "aircraft am cattle cm couples feet ft kg km kph lb livestock mm mph p pairs pc percent pm poultry premises sets"
    " sheep"
)
_AS_ENDINGS = {
    **dict.fromkeys(("man", "woman", "boy", "girl", "person"), Noun.PERSON),
    **dict.fromkeys(("men", "women", "boys", "girls", "people", "children", "wives"), Noun.PEOPLE),
}
_SHORTEST_ENDING = 5
_LONGEST_WORD = 40
_PLURAL_OF = {Noun.PERSON: Noun.PEOPLE, Noun.HARM: Noun.HARMS, Noun.THING: Noun.THINGS}


def _plural(singular: str) -> str:
    if singular in _IRREGULAR:
        return _IRREGULAR[singular]
    if singular.endswith("y") and singular[-2] not in "aeiou":
        return singular[:-1] + "ies"
    return singular + ("es" if singular.endswith(("s", "x", "ch", "sh")) else "s")


def _table() -> dict[str, Noun]:
    singulars = {
        **dict.fromkeys(_THINGS, Noun.THING),
        **dict.fromkeys(_HARMS, Noun.HARM),
        **dict.fromkeys(_KIN | _AGE_AND_SEX | _ROLES | _OCCUPATIONS | _ARMED | DEMONYMS, Noun.PERSON),
    }
    plurals = {_plural(word): _PLURAL_OF[kind] for word, kind in singulars.items()}
    always = {**dict.fromkeys(_ALWAYS_THINGS, Noun.THINGS), **dict.fromkeys(_PEOPLE, Noun.PEOPLE)}
    return plurals | singulars | always


_NOUNS = _table()


def noun(word: str) -> Noun | None:
    """What the noun names, in lower case, by the lists or by the end of a compound; None for an unknown one.

    "schoolteacher" ends in "teacher", "ex-husband" in "husband"; "mother-in-law", "passers-by" begin with the head.
    """
    word = word.partition("-of-")[0]  # "father-of-two"
    for tail in ("-in-law", "-by", "-general", "-elect", "-to-be"):
        word = word.removesuffix(tail)
    known = _NOUNS.get(word) or _NOUNS.get(word.rpartition("-")[2])
    if known is not None or len(word) > _LONGEST_WORD:
        return known
    ends = (_NOUNS.get(word[start:]) for start in range(2, len(word) - _SHORTEST_ENDING + 1))
    compound = next((end for end in ends if end in {Noun.PERSON, Noun.PEOPLE}), None)
    return compound or next((value for tail, value in _AS_ENDINGS.items() if word.endswith(tail)), None)
