"""Labels are known in a page that went through a mirror."""

from __future__ import annotations

from crawler.model import Organization
from tests.page.read_pages import said

MIRRORED = """<html><head><title>海州大橋(qiáo)今日通車(chē)_某鏡(jìng)像</title></head><body>
<div><h3>某某在海州港調(diào)研防汛工作時(shí)強(qiáng)調(diào)</h3><h1>全面排查堤壩(bà)加固險(xiǎn)段</h1></div>
<div>發(fā)布時(shí)間：2021-03-08 14:05 來(lái)源：海州日報(bào)</div>
<p>三月八日，海州大橋(qiáo)正式通車(chē)，市民紛(fēn)紛(fēn)前來(lái)參(cān)觀(guān)，橋(qiáo)上車(chē)來(lái)車(chē)往，十分熱(rè)鬧(nào)。</p>
<div>責(zé)任編(biān)輯(jí)：周山</div></body></html>"""


def test_labels_that_a_mirror_wrote_pinyin_into_are_known() -> None:
    page = said(MIRRORED)

    assert page.kicker == "某某在海州港調(diào)研防汛工作時(shí)強(qiáng)調(diào)"
    assert page.headline == "全面排查堤壩(bà)加固險(xiǎn)段"
    assert page.source_organization == Organization("海州日报")
    assert page.in_language == "zh-Hans"
    assert [person.name for person in page.editor] == ["周山"]
    assert page.date_published == "2021-03-08T14:05:00"
