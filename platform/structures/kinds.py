"""The kinds of place: the codes of the French vocabulary that the MedNum schema names (data·inclusion, "typologies de
structure"), and the Belgian kinds it lacks. Values are kept as they are: activity packs and the directory use them.
"""

from django.db import models
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from common.languages import without_accents


class StructureType(models.TextChoices):
    """A code, and its name in the page's language. The first 15 were there before the vocabulary was taken whole."""

    CPAS = "CPAS", _("Public social welfare centre (Belgium)")
    CCAS = "CCAS", _("Municipal social action centre (France)")
    EPN = "EPN", _("Public digital space")
    DIGIPUNT = "DIGIPUNT", _("Digital help point (Flanders)")
    BIB = "BIB", _("Library")
    MUTUALITY = "MUT", _("Health fund")
    CVO = "CVO", _("Adult education centre")
    ML = "ML", _("Local youth employment office")
    CS = "CS", _("Social or neighbourhood centre")
    FS = "RFS", _("France Services point")
    MUNI = "MUNI", _("Municipality")
    ASSO = "ASSO", _("Non-profit organisation")
    BANK = "BANK", _("Bank or post office")
    SCHOOL = "ETAB", _("School")
    LIGO = "LIGO", _("Centre for basic education (Ligo)")
    LDC = "LDC", _("Local service centre for seniors")
    CAW = "CAW", _("General welfare centre (CAW)")
    CISP = "CISP", _("Socio-professional integration centre (CISP)")
    CRI = "CRI", _("Regional integration centre")
    SPE = "SPE", _("Employment service (VDAB, Forem, Actiris)")
    UNION = "SYND", _("Trade union")
    ACI = "ACI", _("Work integration workshop (ACI)")
    ACIPHC = "ACIPHC", _("Work integration, first hours (ACIPHC)")
    ADIL = "ADIL", _("Housing information agency (ADIL)")
    AFPA = "AFPA", _("Adult vocational training agency (AFPA)")
    AI = "AI", _("Intermediary association for work (AI)")
    ASE = "ASE", _("Child welfare service (ASE)")
    ASSO_CHOMEUR = "ASSO_CHOMEUR", _("Association of jobseekers")
    AVIP = "AVIP", _("Nursery for parents back to work (AVIP)")
    CAARUD = "CAARUD", _("Harm reduction centre for drug users (CAARUD)")
    CADA = "CADA", _("Reception centre for asylum seekers (CADA)")
    CAF = "CAF", _("Family benefits office (CAF)")
    CAP_EMPLOI = "CAP_EMPLOI", _("Employment service for disabled people (Cap emploi)")
    CAVA = "CAVA", _("Centre for adjustment to working life (CAVA)")
    CC = "CC", _("Community of municipalities")
    CCONS = "CCONS", _("Chamber of commerce, trades or agriculture")
    CD = "CD", _("Departmental council")
    CDAS = "CDAS", _("Departmental social action centre (CDAS)")
    CFP = "CFP", _("Public finance office (taxes)")
    CHRS = "CHRS", _("Housing and social rehabilitation centre (CHRS)")
    CHU = "CHU", _("Emergency shelter")
    CIAS = "CIAS", _("Intermunicipal social action centre (CIAS)")
    CIDFF = "CIDFF", _("Information centre on women’s and family rights (CIDFF)")
    CITMET = "CITMET", _("City of trades (career guidance)")
    CMP = "CMP", _("Mental health centre (CMP)")
    CMS = "CMS", _("Medical and social centre (CMS)")
    CPAM = "CPAM", _("Health insurance office (CPAM)")
    CPH = "CPH", _("Temporary housing centre for refugees (CPH)")
    CSAPA = "CSAPA", _("Addiction care centre (CSAPA)")
    CSC = "CSC", _("Social and cultural centre")
    DEETS = "DEETS", _("State service for work and solidarity (DEETS)")
    DEPT = "DEPT", _("Social services of the department")
    DIPLP = "DIPLP", _("State service against poverty (DIPLP)")
    E2C = "E2C", _("Second chance school (E2C)")
    EA = "EA", _("Sheltered workplace")
    EATT = "EATT", _("Temporary sheltered work agency (EATT)")
    EI = "EI", _("Work integration enterprise")
    EITI = "EITI", _("Integration through self-employment (EITI)")
    ENM = "ENM", _("Mobile digital space (bus, van)")
    EPCI = "EPCI", _("Intermunicipal body")
    EPI = "EPI", _("Public internet space")
    EPIDE = "EPIDE", _("Youth employment institute (EPIDE)")
    ES = "ES", _("Social grocery")
    ESS = "ESS", _("Social economy enterprise")
    PRIVATE_BODY = "ETABL_PRI", _("Private body")
    PUBLIC_BODY = "ETABL_PUB", _("Public body")
    STATE = "ETAT", _("State service")
    ETTI = "ETTI", _("Temporary work integration agency (ETTI)")
    EVS = "EVS", _("Community space (EVS)")
    FABLAB = "FABLAB", _("Fab lab or shared workshop")
    FAIS = "FAIS", _("Federation for integration and solidarity")
    FT = "FT", _("Employment office (France Travail)")
    GEIQ = "GEIQ", _("Employers’ group for integration (GEIQ)")
    HUDA = "HUDA", _("Emergency housing for asylum seekers (HUDA)")
    POST = "LA_POSTE", _("Post office")
    MDE = "MDE", _("Employment centre (Maison de l’emploi)")
    MDEF = "MDEF", _("Employment and training centre")
    MDPH = "MDPH", _("Departmental office for disabled people (MDPH)")
    MDS = "MDS", _("Departmental solidarity centre (MDS)")
    MJC = "MJC", _("Youth and culture centre")
    MQ = "MQ", _("Neighbourhood house")
    MSA = "MSA", _("Agricultural social insurance (MSA)")
    MSAP = "MSAP", _("Public services centre (MSAP)")
    OACAS = "OACAS", _("Solidarity community (OACAS)")
    ODC = "ODC", _("Body acting for a departmental council")
    OF = "OF", _("Training organisation")
    OIL = "OIL", _("Social rental agency")
    OPCS = "OPCS", _("Body in charge of social clauses (OPCS)")
    PAD = "PAD", _("Legal advice point")
    PENSION = "PENSION", _("Supported boarding house")
    PI = "PI", _("Information point")
    PIJ_BIJ = "PIJ_BIJ", _("Youth information point")
    PIMMS = "PIMMS", _("Multi-service mediation point (PIMMS)")
    PJJ = "PJJ", _("Youth justice service (PJJ)")
    PLIE = "PLIE", _("Local plan for integration and work (PLIE)")
    PREF = "PREF", _("Prefecture or sub-prefecture")
    PREVENTION = "PREVENTION", _("Prevention service for young people")
    REG = "REG", _("Region")
    REUSE = "RESSOURCERIE", _("Reuse centre")
    RS_FJT = "RS_FJT", _("Social residence or young workers’ home")
    SCP = "SCP", _("Prevention club")
    SPIP = "SPIP", _("Probation service (SPIP)")
    THIRD_PLACE = "TIERS_LIEUX", _("Third place or co-working space")
    UDAF = "UDAF", _("Departmental family association (UDAF)")
    OTHER = "AUTRE", _("Other")


OURS = frozenset(
    {
        StructureType.CPAS,
        StructureType.DIGIPUNT,
        StructureType.MUTUALITY,
        StructureType.CVO,
        StructureType.BANK,
        StructureType.SCHOOL,
        StructureType.LIGO,
        StructureType.LDC,
        StructureType.CAW,
        StructureType.CISP,
        StructureType.CRI,
        StructureType.SPE,
        StructureType.UNION,
        StructureType.OTHER,
    }
)
"""Kinds that the French vocabulary has no code for; a file that goes there needs the nearest one: `mednum_code`."""

_NEAREST = {
    StructureType.CPAS: StructureType.CCAS,
    StructureType.DIGIPUNT: StructureType.EPN,
    StructureType.MUTUALITY: StructureType.ASSO,
    StructureType.CVO: StructureType.OF,
    StructureType.LIGO: StructureType.OF,
    StructureType.LDC: StructureType.CS,
    StructureType.CAW: StructureType.ASSO,
    StructureType.CISP: StructureType.OF,
    StructureType.CRI: StructureType.ASSO,
    StructureType.SPE: StructureType.PUBLIC_BODY,
    StructureType.UNION: StructureType.ASSO,
    StructureType.BANK: StructureType.PRIVATE_BODY,
    StructureType.SCHOOL: StructureType.PUBLIC_BODY,
}


def mednum_code(kind: str) -> str:
    """The code of the French vocabulary nearest to a kind; `Autre`, as it is spelt there, for what has none."""
    if kind == StructureType.OTHER or kind not in StructureType.values:
        return "Autre"
    return str(_NEAREST.get(StructureType(kind), kind))


_OF_ONE_COUNTRY: dict[str, tuple[StructureType, ...]] = {
    "BE": (
        StructureType.CPAS,
        StructureType.DIGIPUNT,
        StructureType.CVO,
        StructureType.LIGO,
        StructureType.LDC,
        StructureType.CAW,
        StructureType.CISP,
        StructureType.CRI,
        StructureType.SPE,
    ),
    "FR": (
        StructureType.CCAS,
        StructureType.ML,
        StructureType.FS,
        StructureType.ACI,
        StructureType.ACIPHC,
        StructureType.ADIL,
        StructureType.AFPA,
        StructureType.AI,
        StructureType.ASE,
        StructureType.AVIP,
        StructureType.CAARUD,
        StructureType.CADA,
        StructureType.CAF,
        StructureType.CAP_EMPLOI,
        StructureType.CAVA,
        StructureType.CC,
        StructureType.CD,
        StructureType.CDAS,
        StructureType.CFP,
        StructureType.CHRS,
        StructureType.CIAS,
        StructureType.CIDFF,
        StructureType.CMP,
        StructureType.CMS,
        StructureType.CPAM,
        StructureType.CPH,
        StructureType.CSAPA,
        StructureType.DEETS,
        StructureType.DEPT,
        StructureType.DIPLP,
        StructureType.E2C,
        StructureType.EATT,
        StructureType.EITI,
        StructureType.EPI,
        StructureType.EPIDE,
        StructureType.ETTI,
        StructureType.EVS,
        StructureType.FAIS,
        StructureType.FT,
        StructureType.GEIQ,
        StructureType.HUDA,
        StructureType.MDE,
        StructureType.MDEF,
        StructureType.MDPH,
        StructureType.MDS,
        StructureType.MSA,
        StructureType.MSAP,
        StructureType.OACAS,
        StructureType.ODC,
        StructureType.OPCS,
        StructureType.PENSION,
        StructureType.PIMMS,
        StructureType.PJJ,
        StructureType.PLIE,
        StructureType.PREF,
        StructureType.RS_FJT,
        StructureType.SCP,
        StructureType.SPIP,
        StructureType.UDAF,
    ),
}
KINDS_OF_ONE_COUNTRY = {kind: country for country, kinds in _OF_ONE_COUNTRY.items() for kind in kinds}
"""Kinds that exist in one country alone: a registration offers them there. A pack and the administration take any."""

_EVERYWHERE = ("EPN", "BIB", "CS", "ASSO", "MUNI", "OF", "MJC", "TIERS_LIEUX", "ETAB")
_FREQUENT = {
    "BE": ("CPAS", "EPN", "DIGIPUNT", "BIB", "CS", "ASSO", "MUT", "CVO", "LIGO", "LDC", "MUNI", "SPE"),
    "FR": ("CCAS", "EPN", "BIB", "RFS", "CS", "ASSO", "ML", "MDS", "MJC", "TIERS_LIEUX", "FT", "MUNI"),
}

# Where the country is clear, its name is left out.
_PLAIN = {
    StructureType.CPAS: gettext_lazy("Public social welfare centre"),
    StructureType.CCAS: gettext_lazy("Municipal social action centre"),
    StructureType.DIGIPUNT: gettext_lazy("Digital help point"),
}


def kind_name(kind: str) -> str:
    """The kind's name in the page's language; the code itself for one that is not in the list."""
    return str(dict(StructureType.choices).get(kind, kind))


def kinds_for(country: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The kinds of place in a country as (code, name): a dozen frequent ones and "other", then the rest by name."""
    names = {
        str(kind): str(_PLAIN.get(kind, kind.label))
        for kind in StructureType
        if KINDS_OF_ONE_COUNTRY.get(kind, country) == country
    }
    first = [*_FREQUENT.get(country, _EVERYWHERE), str(StructureType.OTHER)]
    rest = sorted((item for item in names.items() if item[0] not in first), key=lambda item: sorting_key(item[1]))
    return [(code, names[code]) for code in first], rest


def sorting_key(name: str) -> str:
    """As a reader looks it up: É stands with E."""
    return without_accents(name.casefold())
