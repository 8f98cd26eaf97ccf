from legation.places import find_places


def test_a_city_has_its_country_and_the_preposition_before_it():
    place = find_places("The envoys gathered in Samarkand on Friday.")[0]
    assert (place.text, place.country, place.preposition, place.there) == (
        "Samarkand", "UZB", "in", True,
    )  # fmt: skip
    assert -90 <= place.latitude <= 90
    assert -180 <= place.longitude <= 180


def test_offsets_count_from_the_given_start():
    text = "near the city of Kunduz."
    place = find_places(text, offset=100)[0]
    assert text[place.start - 100 : place.end - 100] == "Kunduz"


def test_possessives_and_full_stops_are_no_part_of_a_name():
    assert [p.text for p in find_places("Kabul's bazaars; the road to Tehran.")] == [
        "Kabul", "Tehran",
    ]  # fmt: skip


def test_a_state_or_a_given_name_is_no_city():
    assert find_places("Armenia and Vladimir agreed.") == []


def test_a_capital_wins_over_a_larger_town_of_the_same_name():
    assert find_places("talks in Moscow")[0].country == "RUS"


def test_motion_is_not_presence():
    assert not find_places("He flew to Tashkent.")[0].there


def test_small_letters_name_nothing():
    assert find_places("a nice bar of most split") == []
