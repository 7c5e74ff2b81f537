from engine.wording.order import fold, sort_key


def test_search_ignores_diacritics() -> None:
    assert fold("Sở Xây dựng") == "so xay dung"
    assert fold("Đô Lương") == "do luong"


def test_lists_sort_as_a_vietnamese_reader_expects() -> None:
    words = ["Đô Lương", "Diễn Châu", "Anh Sơn", "Yên Thành", "Con Cuông", "Quỳ Hợp", "Quỳ Châu", "Quế Phong"]
    assert sorted(words, key=sort_key) == [
        "Anh Sơn", "Con Cuông", "Diễn Châu", "Đô Lương", "Quế Phong", "Quỳ Châu", "Quỳ Hợp", "Yên Thành",
    ]


def test_tones_decide_only_between_equal_words() -> None:
    assert sorted(["má", "ma", "mà", "mạ", "mả", "mã"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_an_english_list_sorts_as_an_english_reader_expects() -> None:
    words = ["Đô Lương", "Zoo", "Diễn Châu", "Ánh Sao", "An Bình", "Enquiries", "án bình"]
    assert sorted(words, key=lambda word: sort_key(word, "en")) == [
        "An Bình", "án bình", "Ánh Sao", "Diễn Châu", "Đô Lương", "Enquiries", "Zoo",
    ]
