"""The rules of two public schemas, written down from their documents: independent of the code that writes the files.

MedNum: the table schema “lieux de médiation numérique” (LaMednum/standard-mediation-num), with “|” between values as
its later versions ask. data·inclusion: structures and services of schema v1. `belgian` says what a Belgian place can't
have in them (docs/directory.md).
"""

import re

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
LISTS = {
    "services": SERVICES,
    "itinerance": ["Itinérant", "Fixe"],
    "publics_specifiquement_adresses": ["Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"],
    "prise_en_charge_specifique": [
        "Surdité",
        "Handicaps moteurs",
        "Handicaps mentaux",
        "Illettrisme",
        "Langues étrangères (anglais)",
        "Langues étrangères (autres)",
        "Déficience visuelle",
    ],
    "frais_a_charge": ["Gratuit", "Gratuit sous condition", "Payant"],
    "dispositif_programmes_nationaux": [
        "Aidants Connect",
        "Bibliothèques numérique de référence",
        "Certification PIX",
        "Conseillers numériques",
        "Emmaüs Connect",
        "France Services",
        "Grande école du numérique",
        "La Croix Rouge",
        "Point d'accès numérique CAF",
        "Promeneurs du net",
        "Relais numérique (Emmaüs Connect)",
    ],
    "formations_labels": [
        "Formé à « Mon Espace Santé »",
        "Formé à « DUPLEX » (illettrisme)",
        "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
        "Collectif ressources et acteurs réemploi (Normandie)",
        "Fabriques de Territoire",
        "Les Éclaireurs du numérique (Drôme)",
        "Mes Papiers (Métropole de Lyon)",
        "ORDI 3.0",
        "SUD LABS (PACA)",
    ],
    "modalites_acces": [
        "Se présenter",
        "Téléphoner",
        "Contacter par mail",
        "Prendre un RDV en ligne",
        "Ce lieu n’accueille pas de public",
        "Envoyer un mail avec une fiche de prescription",
    ],
    "modalites_accompagnement": [
        "En autonomie",
        "Accompagnement individuel",
        "Dans un atelier collectif",
        "À distance",
    ],
}
KINDS = (  # noqa: SIM905  ninety codes
    "ACI ACIPHC AFPA AI ASE ASSO ASSO_CHOMEUR Autre AVIP BIB CAARUD CADA CAF CAP_EMPLOI CAVA CC CCAS CCONS CD CDAS CFP "
    "CHRS CHU CIAS CIDFF CITMET CMP CMS CPAM CPH CS CSAPA CSC DEETS DEPT DIPLP E2C EA EATT EI EITI ENM EPCI EPI EPIDE "
    "EPN ES ESAT ESS ETTI EVS FABLAB FABRIQUE FAIS FT GEIQ HUDA LA_POSTE MDE MDH MDEF MDPH MDS MJC ML MQ MSA MSAP MUNI "
    "OACAS ODC OF OIL OPCS PAD PENSION PI PIJ_BIJ PIMMS PJJ PLIE PREF PREVENTION REG RELAIS_LECTURE RESSOURCERIE RFS "
    "RS_FJT SCP SPIP TIERS_LIEUX UDAF ADIL ETABL_PRI ETABL_PUB ETAT"
).split()
REQUIRED = ("id", "nom", "commune", "code_postal", "adresse", "date_maj", "services")
EMAIL = re.compile(r"[^@\s|]+@[^@\s|]+\.[^@\s|]+")
URL = re.compile(r"https?://[^\s|]+")
FRENCH = {
    "code_postal": r"\d{5}",
    "code_insee": r"(?:[013-9]\d|2[AB1-9])\d{3}",
    "telephone": r"\+\d{8,15}",
    "pivot": r"\d{14}|W\d{9}",
}
BELGIAN = {
    "code_postal": r"\d{4}",
    "code_insee": r"\d{5}",
    "telephone": r"\+\d{8,15}",
    "pivot": r"\d{14}|[01]\d{9}",
}


def mednum_faults(row: dict[str, str]) -> list[str]:
    """What the schema says against a row: columns with their values."""
    faults = [f"{name}: empty" for name in REQUIRED if not row[name]]
    belgian = bool(re.fullmatch(BELGIAN["code_postal"], row["code_postal"]))
    for name, pattern in (BELGIAN if belgian else FRENCH).items():
        faults += [f"{name}: {row[name]}"] if row[name] and not re.fullmatch(pattern, row[name]) else []
    for name, allowed in (LISTS | {"typologie": KINDS}).items():
        faults += [f"{name}: {one}" for one in row[name].split("|") if one and one not in allowed]
    for name, pattern in (("courriels", EMAIL), ("site_web", URL), ("fiche_acces_libre", URL), ("prise_rdv", URL)):
        faults += [f"{name}: {one}" for one in row[name].split("|") if one and not pattern.fullmatch(one)]
    for name, most in (("latitude", 90), ("longitude", 180)):
        faults += [f"{name}: {row[name]}"] if row[name] and not abs(float(row[name])) <= most else []
    if row["date_maj"] and not re.fullmatch(r"\d{4}-\d\d-\d\d", row["date_maj"]):
        faults.append(f"date_maj: {row['date_maj']}")
    if len(row["presentation_resume"]) > 280:
        faults.append("presentation_resume: too long")
    return faults


THEMES = re.compile(
    r"numerique--(?:acceder-a-des-services-en-ligne|acceder-a-une-connexion-internet|acquerir-un-equipement"
    r"|maitriser-les-fondamentaux-du-numerique)"
    r"|difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
    r"|preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi"
    r"|famille--soutien-a-la-parentalite-et-a-leducation|remobilisation--activites-sportives-et-culturelles"
)
PUBLICS = {"jeunes", "etudiants", "familles", "seniors", "femmes"}
SHARED = {
    "source",
    "id",
    "nom",
    "description",
    "date_maj",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "longitude",
    "latitude",
    "telephone",
    "courriel",
    "horaires_accueil",
}
OF_STRUCTURES = SHARED | {"original_id", "siret", "site_web", "accessibilite_lieu", "reseaux_porteurs"}
OF_SERVICES = SHARED | {
    "structure_id",
    "type",
    "thematiques",
    "frais",
    "frais_precisions",
    "publics",
    "publics_precisions",
    "conditions_acces",
    "modes_accueil",
    "zone_eligibilite",
    "contact_nom_prenom",
    "lien_mobilisation",
    "modes_mobilisation",
    "mobilisable_par",
    "mobilisation_precisions",
    "volume_horaire_hebdomadaire",
    "nombre_semaines",
}
ONE_OF = {
    "type": {"accompagnement", "aide-financiere", "aide-materielle", "atelier", "formation", "information"},
    "frais": {"gratuit", "payant"},
}
SETS = {
    "publics": PUBLICS,
    "modes_accueil": {"en-presentiel", "a-distance"},
    "modes_mobilisation": {"se-presenter", "telephoner", "envoyer-un-courriel", "utiliser-lien-mobilisation"},
    "mobilisable_par": {"usagers", "professionnels"},
}


def inclusion_faults(row: dict, columns: set[str]) -> list[str]:
    """What schema v1 says against a structure or a service: unknown and missing columns, lengths, patterns, values."""
    faults = [f"unknown column {name}" for name in set(row) - columns]
    needed = {"source", "id", "nom", "description", "date_maj"}
    needed |= {"original_id"} if columns is OF_STRUCTURES else {"structure_id"}
    faults += [f"{name}: empty" for name in needed if not row.get(name)]
    if not 3 <= len(row["nom"]) <= 150 or row["nom"].endswith("."):
        faults.append(f"nom: {row['nom']}")
    if not 50 <= len(row["description"]) <= 2000:
        faults.append(f"description: {len(row['description'])} signs")
    for name, pattern in (
        ("code_postal", r"\d{5}"),
        ("code_insee", r"\w{5}"),
        ("siret", r"\d{14}"),
        ("date_maj", r"\d{4}-\d\d-\d\d"),
        ("courriel", EMAIL.pattern),
        ("site_web", URL.pattern),
        ("accessibilite_lieu", URL.pattern),
        ("lien_mobilisation", URL.pattern),
    ):
        faults += [f"{name}: {row[name]}"] if row.get(name) is not None and not re.fullmatch(pattern, row[name]) else []
    for name, allowed in ONE_OF.items():
        faults += [f"{name}: {row[name]}"] if row.get(name) is not None and row[name] not in allowed else []
    for name, allowed in SETS.items():
        if (values := row.get(name)) is not None and not (values and set(values) <= allowed):
            faults.append(f"{name}: {values}")
    faults += [f"thematiques: {one}" for one in row.get("thematiques") or [] if not THEMES.fullmatch(one)]
    return faults
