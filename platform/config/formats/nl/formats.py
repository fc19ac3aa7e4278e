# Dutch as Belgium writes it (CLDR nl-BE).
DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
TIME_FORMAT = "G.i \\u\\u\\r"
DATETIME_FORMAT = "j F Y, G.i \\u\\u\\r"
THOUSAND_SEPARATOR = "."
DECIMAL_SEPARATOR = ","
NUMBER_GROUPING = 3
