"""Which English nouns name people, which other things, and whether one or several.

Word lists rather than a library: inflect takes seconds to import, and knows number but not meaning. A noun on no list
is unknown, and stays unread wherever it alone would say how many there are.
"""

from enum import Enum, auto


class Noun(Enum):
    """What a noun names."""

    PERSON = auto()
    PEOPLE = auto()
    HARM = auto()
    HARMS = auto()
    THING = auto()
    THINGS = auto()


_KIN = """
    aunt baby boyfriend bride bridegroom brother child cousin dad daughter father fiance fiancee fiancé fiancée friend
    girlfriend godfather godmother grandchild granddad granddaughter grandfather grandma grandmother grandpa grandparent
    grandson groom husband infant kid mom mother mum nephew newborn newlywed niece orphan parent partner relative roommate
    sibling sister son spouse stepbrother stepdaughter stepfather stepmother stepsister stepson toddler triplet twin uncle
    widow widower wife
"""
_AGE_AND_SEX = """
    adolescent adult boy female girl juvenile lad lady male man minor octogenarian pensioner retiree septuagenarian teen
    teenager woman youngster youth
"""
_ROLES = """
    abductee activist adherent attendee backpacker believer bicyclist biker bystander camper canoeist captive
    celebrant churchgoer citizen civilian classmate cleric climber clubgoer colleague commuter companion concertgoer
    customer cyclist defector defendant demonstrator descendant detainee devotee diner dissident diver driver employee
    escapee evacuee expat expatriate eyewitness fan festivalgoer follower foreigner fugitive graduate guest hiker
    holidaymaker homeowner hostage householder housemate housewife immigrant individual inhabitant inmate innocent
    jogger kayaker landlord learner local looter marcher member migrant minority-member motorcyclist motorist mourner
    national native neighbor neighbour newcomer nomad occupant onlooker organiser organizer owner parishioner participant
    partygoer passenger passerby patient patron peasant pedestrian person pilgrim player prisoner protester protestor
    pupil rambler refugee representative resident reveler reveller rider rioter runner scout servant settler shopper
    skier skipper slave snowboarder spectator squatter stowaway stranger student suitor supporter surfer survivor
    suspect swimmer tenant tourist traveler traveller trekker vagrant victim villager visitor volunteer voter walker
    witness worshiper worshipper human body corpse hero celebrity crewmate comrade
"""
_OCCUPATIONS = """
    accountant actor actress administrator adviser advisor agent aide ambassador analyst anchor apprentice archaeologist
    archbishop architect artist astronaut athlete attendant attorney author ayatollah baker banker barber bartender beggar
    beekeeper bishop blogger bodyguard boss boxer bricklayer broadcaster broker builder bureaucrat butcher buyer cabbie
    cardinal caregiver carer caretaker carpenter cashier chairman chancellor chaplain chauffeur chef chemist chief cleaner
    clerk client coach collector columnist comedian commissioner composer conductor contractor cook correspondent
    councillor councilor counsellor counselor courier cowboy crewmember critic dancer deacon dealer defender dentist deputy
    designer developer diplomat director docker doctor economist editor educator elder electrician emperor employer engineer
    envoy executioner executive explorer farmer farmhand farmworker filmmaker firefighter fisher fisherfolk footballer
    forester founder freelancer gardener goalkeeper governor grocer guard guide gymnast hairdresser hawker herder
    historian hunter imam inspector instructor interpreter intern investigator jailer janitor jockey journalist judge juror
    king laborer labourer lawmaker lawyer leader lecturer librarian lifeguard logger lumberjack machinist magistrate maid
    manager mason mayor mechanic mediator medic merchant messenger midwife miner minister missionary model monk mountaineer
    mufti musician nanny nun nurse officer official operator painter paramedic passer pastor performer pharmacist photographer
    photojournalist physician pilot plumber poet politician pope porter postmaster preacher premier president priest prince
    princess principal producer professor programmer prosecutor prostitute psychiatrist psychologist publisher queen
    rabbi racer ranger rapper reader recruiter referee repairer reporter rescuer researcher responder sailor scholar scientist
    seafarer secretary seller senator sheikh shepherd sheriff shopkeeper singer smuggler spokesperson staffer steward
    stewardess stuntman supervisor surgeon surveyor tailor teacher teammate technician therapist trader trafficker trainee
    trainer translator trucker tutor typist undertaker usher vendor veterinarian vet vicar waiter waitress warden welder
    worker wrestler writer zookeeper
"""
_ARMED = """
    abductor ally arsonist assailant assassin attacker bandit bomber brigadier burglar cadet captain captor collaborator
    colonel combatant commander commando conscript constable cop corporal criminal culprit deserter detective dissenter
    enemy extremist fighter gangster gendarme general guardian guerrilla guerilla gunner gunslinger hijacker hooligan
    infiltrator informant informer insurgent intruder invader islamist jawan jihadi jihadist kidnapper killer legionnaire
    lieutenant loyalist maoist marine marksman martyr mercenary militant mobster murderer mutineer naxalite offender
    operative outlaw paramilitary paratrooper partisan peacekeeper perpetrator pirate poacher private raider rebel recruit
    reservist revolutionary ringleader robber saboteur salafist separatist sergeant shooter sniper soldier spy
    stabber subordinate terrorist thief traitor trooper veteran vigilante warlord warrior
"""
_PEOPLES = """
    afghan african albanian alawite algerian american angolan arab argentinian armenian asian australian austrian
    azerbaijani bangladeshi basque belarusian belgian bolivian bosnian brazilian briton buddhist bulgarian cambodian
    cameroonian canadian catholic chadian chechen chilean christian colombian congolese copt croat cuban cypriot czech dane
    druze ecuadorean egyptian emirati eritrean ethiopian european fijian filipino finn gazan georgian german ghanaian greek
    guatemalan haitian hindu honduran houthi hungarian hutu indian indonesian iranian iraqi israeli italian ivorian jamaican
    jew jordanian kashmiri kazakh kenyan korean kosovar kurd kuwaiti kyrgyz laotian latvian lebanese liberian libyan
    lithuanian macedonian malawian malaysian malian mexican mongolian moroccan mozambican muslim namibian nepali
    nicaraguan nigerian nigerien norwegian omani pakistani palestinian papuan peruvian pole protestant punjabi qatari
    romanian russian rwandan salvadoran saudi scot senegalese serb shia shiite sikh singaporean slovak slovenian somali
    spaniard sudanese sunni swede syrian tajik tamil tanzanian thai tibetan togolese tunisian turk turkmen tutsi ugandan
    uighur ukrainian uyghur uzbek venezuelan yazidi yemeni zambian zimbabwean
"""
_PEOPLE = """
    people persons police crew aircrew staff personnel troops folk folks clergy infantry cavalry mujahideen mujahedeen
    mujahidin fedayeen peshmerga carabinieri militia forces rohingya everyone everybody others them they those us we themselves
    townsfolk
"""
_HARMS = "casualty death drowning fatality injury killing life murder"
_UNITS = """
    acre airport am ambulance animal apartment army article attack award barn base battalion battle bicycle bike bird blast
    block boat bomb bombing bridge brigade building bullet bus business camel camp car carriage case cat cattle
    centimeter centimetre centre center century charge checkpoint chicken church city clash clinic coach company compound
    convoy count country couple cow crash crime crowd dam date day decade degree delegation department device district dog dollar
    door drone dwelling earthquake embassy episode euro event explosion facility factory family farm ferry field fire
    fish flat flight foot gang garage generation goat government grenade group gun hand head hectare helicopter horse hospital
    hostel hotel hour house household hut inch incident infection island item jeep jet job journey kg kilo kilogram
    kilometer kilometre km lane leg letter limb lorry mall massacre match meter metre mile millimetre minibus minute missile
    mm month mortar mosque motorbike motorcycle nation neighborhood neighbourhood night occasion office operation ounce outpost
    package page part party patrol percent pig pistol place plane platoon pm point position pound prison property province quake rabbit raid region
    reason resort restaurant rifle road rocket room round route rupee school seat second settlement sheep shell ship shop
    shot site sortie squad stabbing state station step stone store storey story street strike structure suburb suv target taxi
    team temple tent tent time ton tonne town tractor trailer train tram trip truck tunnel twister unit university van vehicle vessel
    village warplane warship wave way weapon week wheel wound yard year
"""
_NAMES_OF_OTHERS = """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday today yesterday tomorrow overnight
    al-nusra al-qaeda al-shabaab boko daesh fatah haram hamas hezbollah hizbollah hizbullah isil isis taliban
    airlines alliance association authority bank board cabinet coalition college committee community congress corps
    council court cross crescent defence defense federation force front league media ministry movement nations navy
    observatory parliament republic society union united
    mountain river lake ocean sea valley avenue square park border coast north south east west
    unknown undetermined unclear unspecified unconfirmed none nil nothing something anything most half rest majority
"""
_MEN = {"men": "man", "women": "woman", "children": "child", "wives": "wife", "thieves": "thief"}
_IRREGULAR = {
    **_MEN,
    "feet": "foot",
    "lives": "life",
    "heroes": "hero",
    "cattle": "cow",
    "livestock": "cow",
    "poultry": "chicken",
    "kids": "kid",
}
_ENDINGS = {
    **dict.fromkeys(("man", "woman", "boy", "girl", "person"), Noun.PERSON),
    **dict.fromkeys(("men", "women", "boys", "girls", "people", "children", "wives"), Noun.PEOPLE),
}
_PERSONS = frozenset(f"{_KIN} {_AGE_AND_SEX} {_ROLES} {_OCCUPATIONS} {_ARMED} {_PEOPLES}".split())
_SINGULARS = {
    **dict.fromkeys(_UNITS.split(), Noun.THING),
    **dict.fromkeys(_HARMS.split(), Noun.HARM),
    **dict.fromkeys(_PERSONS, Noun.PERSON),
}
