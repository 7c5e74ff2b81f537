"""What a visitor reads when something cannot be shown: always one sentence, and a way on."""

from __future__ import annotations

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from engine.problems import MachineError, ThuocDoError
from engine.wording.catalog import mark

NO_ROUND = mark("Không có đợt khảo sát nào ở địa chỉ này.")
NO_PAGE = mark("Trang này không nằm trong phiếu của bạn. Có thể câu trả lời trước đó đã thay đổi.")
NO_UNIT = mark("Không có đơn vị nào ở địa chỉ này trong đợt khảo sát.")
NO_NODE = mark("Bộ chỉ số của đợt này không có mục nào ở địa chỉ này.")
NO_FILE = mark("Phiếu của bạn không có tệp này. Có thể tệp đã được bỏ đi.")
NO_FORM = mark("Đợt này không có phiếu dành cho người trả lời.")
NO_CONFIRMATION = mark("Ở đợt này mã biên nhận không được gửi qua thư.")
NOT_PUBLISHED = mark("Kết quả của đợt này chưa được công bố.")
NOT_ALLOWED = mark("Tài khoản của bạn không có quyền mở trang này. Nếu bạn cần, xin hỏi người quản trị.")
CLOSED = mark("Đợt khảo sát này hiện không nhận trả lời.")
TOO_LATE = mark(
    "Đợt khảo sát đã đóng, và thời gian để gửi các phiếu đang làm dở cũng đã hết. Những gì bạn đã lưu được giữ riêng, "
    "không tính vào kết quả. Xin cảm ơn bạn đã dành thời gian."
)
NO_EMBARGO = mark(
    "Bản xem trước này không còn nữa: kết quả đã được công bố, hoặc cơ quan chủ trì đã thay bằng bản khác."
)
WITHDRAWN = mark("Kết quả của đợt này đã được rút lại. Lý do ghi ở trang giới thiệu của đợt.")
LOST_SESSION = mark("Trình duyệt không gửi kèm mã phiên làm việc. Xin bật cookie cho trang này rồi thử lại.")
TOO_LARGE = mark("Nội dung gửi lên quá lớn. Xin quay lại trang trước và rút gọn câu trả lời.")
NOT_FOUND = mark("Không có trang nào ở địa chỉ này.")
NOT_THIS_WAY = mark("Địa chỉ này không nhận cách gửi vừa dùng. Xin quay lại trang trước và bấm nút trên trang.")
NOT_POSSIBLE = mark("Máy chủ không hiểu yêu cầu này.")
MACHINE = mark("Máy chủ đang gặp trục trặc. Những câu trả lời đã lưu vẫn còn. Xin thử lại sau ít phút.")

TITLES = {
    403: mark("Chưa thể xem"),
    404: mark("Không tìm thấy trang"),
    409: mark("Đợt khảo sát đã đóng"),
    410: mark("Đã rút lại"),
    413: mark("Nội dung quá lớn"),
    503: mark("Tạm thời gián đoạn"),
}
TITLE_ELSE = mark("Không thực hiện được")


class Shown(HTTPException):
    """A refusal with its own sentence."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def register(app: Flask) -> None:
    """Answer every failure with a page."""
    app.register_error_handler(Shown, lambda given: _page(given.code, given.sentence))
    app.register_error_handler(CSRFError, _no_token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(MachineError, _machine)
    app.register_error_handler(ThuocDoError, _machine)
    app.register_error_handler(Exception, _machine)


def _page(code: int, sentence: str) -> tuple[str, int]:
    return render_template("error.html", title=TITLES.get(code, TITLE_ELSE), sentence=sentence), code


def _no_token(_given: CSRFError) -> ResponseReturnValue:
    from engine.web.answering.form_page import page_again  # the views import this module

    if (again := page_again()) is not None:
        return again
    if request.endpoint == "form_page.save" and request.view_args:
        return redirect(url_for("resuming.ask", round_id=request.view_args["round_id"], mat="1"), 303)
    return _page(400, LOST_SESSION)


def _http(given: HTTPException) -> ResponseReturnValue:
    code = given.code or 500
    if code < 400:
        return given.get_response()  # a redirect to the address as it should be written
    if code >= 500:
        return _page(503, MACHINE)
    if isinstance(given, MethodNotAllowed):
        return *_page(code, NOT_THIS_WAY), {"Allow": ", ".join(sorted(given.valid_methods or ()))}
    return _page(code, {404: NOT_FOUND, 413: TOO_LARGE}.get(code, NOT_POSSIBLE))


def _machine(failed: Exception) -> tuple[str, int]:
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=failed)
    return _page(503, MACHINE)
