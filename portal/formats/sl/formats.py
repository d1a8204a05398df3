"""Days are said in the genitive (24. oktobra), months by themselves in the nominative (oktober 2027)."""

DATE_FORMAT = "j. E Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j. E Y, H:i"
SHORT_DATE_FORMAT = "j. n. Y"
SHORT_DATETIME_FORMAT = "j. n. Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. E"
WEEKDAY_DATE_FORMAT = "l, j. E Y"
SHORT_WEEKDAY_FORMAT = "D, j. n."
SHORT_DAY_FORMAT = "j. n."
SHORT_MONTH_FORMAT = "b"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
