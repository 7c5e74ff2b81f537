"""The little markup: what it means, and that nothing else gets through it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.markup import wrong_markup
from engine.wording.markup import to_html

OURS = re.compile(r'</?(p|ul|ol|li|strong)>|<a href="(https?://|mailto:|tel:)[^"<>]*" rel="noopener">|</a>')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("một dòng\nhai dòng", "<p>một dòng hai dòng</p>"),
        ("một\n\nhai", "<p>một</p><p>hai</p>"),
        ("- a\n- b **c**", "<ul><li>a</li><li>b <strong>c</strong></li></ul>"),
        ("Gồm:\n1. a\n2) b\n   và c", "<p>Gồm:</p><ol><li>a</li><li>b và c</li></ol>"),
        ("[đây](https://a.vn?x=1&y=2)", '<p><a href="https://a.vn?x=1&amp;y=2" rel="noopener">đây</a></p>'),
        ("[gọi](tel:1900)", '<p><a href="tel:1900" rel="noopener">gọi</a></p>'),
        ("[đây](javascript:alert)", "<p>[đây](javascript:alert)</p>"),
        ("<b>{{ config }}</b>", "<p>&lt;b&gt;{{ config }}&lt;/b&gt;</p>"),
        ("2 * 3 ** 4", "<p>2 * 3 ** 4</p>"),
        ("- âm 5 độ", "<ul><li>âm 5 độ</li></ul>"),
        ("-5 độ", "<p>-5 độ</p>"),
        ("", ""),
    ],
)
def test_what_it_means(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text(alphabet="ab -*[]()<>\"'&:/\n1.{}", max_size=80), st.text(max_size=20))
def test_nothing_but_our_own_elements_gets_through(text: str, filled: str) -> None:
    html = str(to_html(text + "[x](https://a.vn/\"onload=)", lambda words: words + filled))
    assert not re.search(r"[<>]", OURS.sub("", html))


def test_what_is_filled_in_is_no_markup() -> None:
    assert to_html("Chào {ten}", lambda words: words.replace("{ten}", "**An** [x](https://a.vn)")) == (
        "<p>Chào **An** [x](https://a.vn)</p>"
    )


def test_what_would_be_shown_otherwise_than_meant_is_told() -> None:
    assert [what for what, _mend in wrong_markup("<b>a</b> **b [c](d)")] == [
        "the link to `d` leads nowhere.",
        "`**` opens what is not closed in the same line.",
        "`<b>` would be shown as it stands.",
    ]
    assert wrong_markup("a < b và b > c, **đậm**, - mục, 5 * 3") == []
