"""What a visitor reads when something cannot be shown: always one sentence, and a way on."""

from __future__ import annotations

from flask import Flask, current_app, render_template, request, url_for
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
NOT_PUBLISHED = mark("Kết quả của đợt này chưa được công bố.")
NOT_ALLOWED = mark("Tài khoản của bạn không có quyền mở trang này. Nếu bạn cần, xin hỏi người quản trị.")
CLOSED = mark("Đợt khảo sát này hiện không nhận trả lời.")
LOST_DRAFT = mark(
    "Trình duyệt này không còn giữ phiếu của bạn: cookie đã bị xóa hoặc bị tắt, nên trang vừa gửi chưa được lưu. "
    "Các trang lưu trước đó vẫn còn: nếu bạn đã lấy mã làm tiếp, xin gõ mã để mở lại phiếu; nếu chưa, xin bắt đầu lại."
)
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
    413: mark("Nội dung quá lớn"),
    503: mark("Tạm thời gián đoạn"),
}
TITLE_LOST = mark("Phiếu không còn trên trình duyệt này")
RESUME = mark("Làm tiếp bằng mã")
START = mark("Về trang của đợt khảo sát")
HOME = mark("Về danh sách các đợt khảo sát")
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
    ways = [(HOME, url_for("respondent.home"))]
    return render_template("error.html", title=TITLES.get(code, TITLE_ELSE), sentence=sentence, ways=ways), code


def _no_token(_given: CSRFError) -> ResponseReturnValue:
    from engine.web.form_page import page_again  # the views import this module

    again = page_again()
    if again is not None:
        return again
    if request.blueprint == "form_page" and request.view_args:
        round_id = request.view_args["round_id"]
        ways = [
            (RESUME, url_for("resuming.ask", round_id=round_id)),
            (START, url_for("respondent.landing", round_id=round_id)),
        ]
        return render_template("error.html", title=TITLE_LOST, sentence=LOST_DRAFT, ways=ways), 400
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
