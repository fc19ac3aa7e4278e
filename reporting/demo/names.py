"""Invented names, in French and Dutch. Any likeness with a real person or organisation is chance."""


def _list(text: str) -> tuple[str, ...]:
    """Names written one after the other, with `|` between them."""
    return tuple(text.split("|"))


FIRST = {
    "fr": _list(
        "Adèle|Alain|Amélie|André|Anne|Arnaud|Aurélie|Benoît|Brigitte|Camille|Carine|Cécile|Chantal|Claire|"
        "Corentin|Damien|Delphine|Denis|Didier|Élodie|Émilie|Éric|Fabienne|Fatima|Florence|François|Gaëlle|"
        "Georges|Hélène|Hugo|Inès|Isabelle|Jacques|Jeanne|Joëlle|Julie|Karim|Laura|Léa|Luc|Malika|Manon|Marc|"
        "Maryse|Mathilde|Maxime|Michel|Myriam|Nadia|Nathalie|Nicolas|Noémie|Olivier|Pascale|Patrick|Paul|Rachid|"
        "Renaud|Sabine|Samira|Sandrine|Sophie|Sylvie|Thierry|Thomas|Valérie|Véronique|Xavier|Yannick|Yasmine"
    ),
    "nl": _list(
        "An|Annelies|Arne|Bart|Birgit|Bram|Carla|Dirk|Dorien|Eline|Elke|Els|Emma|Filip|Frank|Geert|Goedele|Griet|"
        "Hanne|Hilde|Ilse|Inge|Ivo|Jan|Jef|Jelle|Joris|Katrien|Koen|Kristof|Lieselot|Lieve|Lode|Lotte|Luk|"
        "Maarten|Marijke|Marleen|Mieke|Nele|Nina|Patrick|Pieter|Raf|Rik|Ruben|Sara|Saskia|Sien|Sofie|Stijn|Sven|"
        "Tine|Tom|Veerle|Wendy|Wim|Wout|Youssef|Zeynep"
    ),
}
LAST = {
    "fr": _list(
        "Aubert|Bailly|Barbier|Baudry|Bertin|Besson|Blanchard|Bodart|Boulanger|Bourgeois|Brasseur|Carlier|"
        "Carpentier|Charlier|Collard|Cornet|Couvreur|Dardenne|Debray|Defrance|Delacroix|Delattre|Delmotte|"
        "Delvaux|Descamps|Devos|Dubois|Dufour|Dumont|Dupire|Evrard|Fiévet|Fontaine|Gérard|Gilson|Godart|Guérin|"
        "Hennebelle|Henry|Hubert|Jacquet|Lacroix|Lambert|Laurent|Lebrun|Leclercq|Lefebvre|Legrand|Lemaire|Leroy|"
        "Mahieu|Marchal|Marlier|Masson|Mercier|Meunier|Michaux|Noël|Parmentier|Petit|Philippe|Picard|Poncelet|"
        "Renard|Robert|Rousseau|Simon|Thiry|Vasseur|Wauters|Zidane"
    ),
    "nl": _list(
        "Aerts|Baert|Beeckman|Bogaert|Bosmans|Bracke|Callens|Claes|Claeys|Coppens|Cools|Daems|DeBacker|DeClercq|"
        "Declerck|Deprez|Desmet|Devos|Dhondt|Dierickx|Eeckhout|Engels|Fierens|Geerts|Goethals|Goossens|Hendrickx|"
        "Hermans|Heyndrickx|Hoste|Huyghe|Jacobs|Janssens|Lambrecht|Lauwers|Lievens|Maertens|Martens|Mertens|"
        "Michiels|Moens|Neyt|Pauwels|Peeters|Roels|Rosseel|Sabbe|Schepers|Segers|Smets|Stevens|Teirlinck|Thijs|"
        "Vandamme|Vandenberghe|Verbeke|Vercruysse|Verhaeghe|Vermeulen|Verstraete|Wauters|Wellens|Willems|Wouters"
    ),
}

# type code -> what such a place is called
PLACES = {
    "fr": (
        ("EPN", "Espace numérique"),
        ("EPN", "EPN"),
        ("BIB", "Bibliothèque"),
        ("BIB", "Médiathèque"),
        ("CS", "Centre social"),
        ("CS", "Maison de quartier"),
        ("ASSO", "Association"),
        ("ASSO", "Atelier solidaire"),
        ("ML", "Relais emploi"),
        ("CPAS", "Accueil social"),
        ("CPAS", "Relais social"),
        ("MUT", "Point santé"),
        ("CVO", "Espace formation"),
        ("TIERS_LIEUX", "Tiers-lieu"),
    ),
    "nl": (
        ("DIGIPUNT", "Digipunt"),
        ("DIGIPUNT", "Openbare computerruimte"),
        ("BIB", "Bibliotheek"),
        ("CS", "Buurthuis"),
        ("CS", "Dienstencentrum"),
        ("CPAS", "Welzijnspunt"),
        ("CVO", "Leerpunt"),
        ("LIGO", "Open leerhuis"),
        ("ASSO", "Vereniging"),
        ("ML", "Werkwinkel"),
    ),
}
CALLED = {
    "fr": _list(
        "des Tilleuls|du Moulin|de la Clairière|des Quatre-Vents|du Vieux Puits|des Glycines|de la Rivière|"
        "du Beffroi|des Remparts|de l'Étoile|des Marronniers|du Canal|de la Passerelle|des Coquelicots|du Phare|"
        "des Peupliers|de la Source|du Pont Neuf|des Lilas|de la Gare|des Hirondelles|du Marché|de la Fabrique|"
        "des Bleuets|du Verger|de l'Écluse|des Trois Fontaines|du Carrefour|de la Place Verte|des Acacias|"
        "du Terril|de l'Horizon|des Jonquilles|du Chemin Creux|de la Mosaïque|des Cerisiers|de l'Arc-en-Ciel|"
        "du Grand Chêne|des Alouettes|de la Lanterne|du Trèfle|des Mésanges|de la Halle|du Jardin|des Sources|"
        "de l'Avenir|du Clocher|de la Digue|des Ormes|de la Ruche|du Lavoir|des Bruyères|de l'Abreuvoir|"
        "du Faubourg|des Églantines|de la Boussole"
    ),
    "nl": _list(
        "De Linde|De Meersen|De Brug|'t Klaverblad|De Zonnebloem|De Vuurtoren|Het Kompas|De Molen|De Kade|"
        "'t Veer|De Wilgen|De Kruispunt|Het Anker|De Populier|De Regenboog|'t Nest|De Sluis|De Lantaarn|"
        "De Horizon|'t Pleintje|De Berk|Het Venster|De Fontein|De Merel|'t Spoor|De Kastanje|De Boomgaard|"
        "De Leie|Het Baken|De Toren|'t Atelier|De Wissel|De Zwaluw|Het Trefpunt|De Beuk|De Kring|'t Sas|"
        "De Duinen|Het Park|De Spiegel|De Poort|De Eik"
    ),
}
