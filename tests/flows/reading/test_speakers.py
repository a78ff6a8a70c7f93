"""Openings of reports without a title, and who speaks in them."""

import pytest

from flows.gazetteer import load_gazetteer
from flows.reading.organs import OrganRules
from flows.reading.speakers import speakers
from flows.vocabulary import read_data

GAZETTEER = load_gazetteer()
RULES = OrganRules.from_data(read_data("metadata")["organs"])

CASES = {
    "2024年，邻水县坚持依法行政，现将有关情况报告如下。": ["邻水县人民政府"],
    "2023年，湖南省坚持把法治政府建设摆在突出位置。": ["湖南省人民政府"],
    "2025年，姚安县委、县政府坚持以习近平法治思想为指导。": ["中共姚安县委", "县人民政府"],
    "2025年，县委、县政府始终把法治建设放在心上。": ["中共县委", "县人民政府"],
    "中共姚安县委、姚安县人民政府坚持依法决策。": ["中共姚安县委", "姚安县人民政府"],
    "2025年，大桥江乡在县委、县政府的领导下推进各项工作。大桥江乡成立领导小组。": ["大桥江乡人民政府"],
    "在区委、区政府的领导下，大中街道立足职能，大中街道扎实推进法治建设。": ["大中街道办事处"],
    "在县委的领导下扎实工作。现将宝城镇2025年度法治政府建设情况报告如下。宝城镇重视法治。": [
        "宝城镇人民政府"
    ],
    "2024年，区教育局认真学习贯彻习近平法治思想。": ["区教育局"],
    "2024年，在市委、市政府的正确领导下，农业农村局认真贯彻实施方案。": ["农业农村局"],
    "2025年是收官之年，北和镇在市委领导下推进工作。北和镇强化法治思维。": ["北和镇人民政府"],
    "2025年，岳阳市生态环境局岳阳县分局（以下简称“我局”）推进工作。": ["岳阳市生态环境局岳阳县分局"],
    "2024年，县委和县人民政府坚持依法行政。": ["中共县委", "县人民政府"],
    "2017年，淄博市政府在省委、省政府的坚强领导下，推进改革。": ["淄博市人民政府"],
    "2017年，原环境保护部以改善生态环境质量为核心。": ["环境保护部"],
    "根据通知要求，现将市教育局2023年法治政府建设情况报告如下。": ["市教育局"],
}
NOBODY = [
    "2024年，我局在市委、市政府领导下，深入推进法治建设。",
    "2024年，全县各级坚持以人民为中心。",
    "在各乡镇的配合下，各部门认真履职。",
    "坚持党的领导，深入学习贯彻习近平法治思想。",
    "2023年，有关部门认真落实法治建设责任。",
    "现将有关情况报告如下。",
    "根据中共绿春县委全面依法治县委员会办公室通知要求，现报告如下。",
    "近年来，新型城镇在发展中立足特色。",
]


@pytest.mark.parametrize("text", CASES)
def test_a_text_names_who_speaks(text: str) -> None:
    assert [organ.name for organ in speakers(text, RULES, GAZETTEER)] == CASES[text]


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody_has_no_speaker(text: str) -> None:
    assert speakers(text, RULES, GAZETTEER) == ()
