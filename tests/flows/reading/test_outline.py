"""Each case is a short report in one habit of numbering: what is printed, then path, label and heading."""

import pytest

from flows.reading.outline import OutlineRules, read_outline
from flows.vocabulary import read_data

RULES = OutlineRules.from_data(read_data("outline"))

PROSE = "坚持把这项工作摆在突出位置，加强统筹谋划，层层压实责任，细化任务举措，推动各项部署在基层落地见效。"


def outline(text, kind="annual_report"):
    return [(section.path, section.label, section.heading) for section in read_outline(text, kind, RULES)]


def expected(lines):
    return [tuple(part.strip() for part in line.split("|")) for line in lines.strip().splitlines()]


CASES = {
    "own lines, three levels": (
        f"一、主要工作\n（一）健全制度\n{PROSE}\n1．清理文件\n{PROSE}\n2．备案审查\n{PROSE}\n（二）规范执法\n{PROSE}\n二、存在问题\n{PROSE}",
        """1 | 一、 | 主要工作
        1.1 | （一） | 健全制度
        1.1.1 | 1． | 清理文件
        1.1.2 | 2． | 备案审查
        1.2 | （二） | 规范执法
        2 | 二、 | 存在问题""",
    ),
    "headings run on into their text": (
        "一、工作成效。今年全县依法行政水平稳步提高。\n(一)决策更加科学。全年审查议题四十件。\n(二)执法更加规范。开展案卷评查两次。",
        """1 | 一、 | 工作成效
        1.1 | (一) | 决策更加科学
        1.2 | (二) | 执法更加规范""",
    ),
    "the whole body in one paragraph": (
        "报告如下：一、主要做法。（一）压实责任。开会。（二）加强培训。两场。二、存在不足。人少。三、下步打算。",
        """1 | 一、 | 主要做法
        1.1 | （一） | 压实责任
        1.2 | （二） | 加强培训
        2 | 二、 | 存在不足
        3 | 三、 | 下步打算""",
    ),
    "parts above 一、": (
        "第一部分 2023年工作情况\n一、强化领导\n二、深化改革\n第二部分 2024年安排\n一、抓学习\n二、抓落实",
        """1 | 第一部分 | 2023年工作情况
        1.1 | 一、 | 强化领导
        1.2 | 二、 | 深化改革
        2 | 第二部分 | 2024年安排
        2.1 | 一、 | 抓学习
        2.2 | 二、 | 抓落实""",
    ),
    "dashes under each part": (
        f"一、成效\n——坚持党的领导，合力更加凝聚。{PROSE}\n——坚持依法行政。{PROSE}\n二、打算\n——抓学习。{PROSE}\n——抓落实。{PROSE}\n——抓督察。{PROSE}",
        """1 | 一、 | 成效
        1.1 | —— | 坚持党的领导，合力更加凝聚
        1.2 | —— | 坚持依法行政
        2 | 二、 | 打算
        2.1 | —— | 抓学习
        2.2 | —— | 抓落实
        2.3 | —— | 抓督察""",
    ),
    "a lone dash is none": (
        f"一、成效\n——全省法治建设的排头兵。{PROSE}\n二、打算\n{PROSE}",
        """1 | 一、 | 成效
        2 | 二、 | 打算""",
    ),
    "chapters": (
        f"第一章 总体要求\n{PROSE}\n第二章 主要任务\n第一节 立法\n{PROSE}\n第二节 执法\n{PROSE}",
        """1 | 第一章 | 总体要求
        2 | 第二章 | 主要任务
        2.1 | 第一节 | 立法
        2.2 | 第二节 | 执法""",
    ),
    "1. stands above (一) here": (
        f"一、工作情况\n1.依法决策\n（一）完善程序\n{PROSE}\n（二）落实审查\n{PROSE}\n2.规范执法\n（一）培训\n{PROSE}\n（二）监督\n{PROSE}",
        """1 | 一、 | 工作情况
        1.1 | 1. | 依法决策
        1.1.1 | （一） | 完善程序
        1.1.2 | （二） | 落实审查
        1.2 | 2. | 规范执法
        1.2.1 | （一） | 培训
        1.2.2 | （二） | 监督""",
    ),
    "a list in the preface of a chapter, then its real parts": (
        f"一、工作情况\n全年三件大事：\n1.换届\n2.清产\n3.扩权\n（一）依法决策\n{PROSE}\n1.程序\n2.审查\n（二）规范执法\n{PROSE}",
        """1 | 一、 | 工作情况
        1.1 | 1. | 换届
        1.2 | 2. | 清产
        1.3 | 3. | 扩权
        1.4 | （一） | 依法决策
        1.4.1 | 1. | 程序
        1.4.2 | 2. | 审查
        1.5 | （二） | 规范执法""",
    ),
    "五 levels down to circles": (
        "一、成效\n（一）执法\n1.培训\n（1）集中培训\n①线上授课。共六期。\n②线下授课。共四期。\n（2）跟班学习\n2.监督",
        """1 | 一、 | 成效
        1.1 | （一） | 执法
        1.1.1 | 1. | 培训
        1.1.1.1 | （1） | 集中培训
        1.1.1.1.1 | ① | 线上授课
        1.1.1.1.2 | ② | 线下授课
        1.1.1.2 | （2） | 跟班学习
        1.1.2 | 2. | 监督""",
    ),
    "rows of a table number themselves": (
        "一、总体情况\n二、申请情况\n一、新收 | 0 | 2\n三、办理 | （一）公开 | 1\n1.属于秘密 | 0\n三、问题",
        """1 | 一、 | 总体情况
        2 | 二、 | 申请情况
        3 | 三、 | 问题""",
    ),
    "a list inside the last sentence of a list": (
        "（一）执法。一是抓培训。二是抓监督，做到：①有方案；②有台账；③有结果。\n（二）普法。",
        """1 | （一） | 执法
        1.1 | 一是 | 抓培训
        1.2 | 二是 | 抓监督
        1.2.1 | ① | 有方案
        1.2.2 | ② | 有台账
        1.2.3 | ③ | 有结果
        2 | （二） | 普法""",
    ),
    "half brackets": (
        f"一、做法\n1）抓宣传\n{PROSE}\n2）抓调解\n{PROSE}\n二、问题\n1)人手少\n2)经费紧",
        """1 | 一、 | 做法
        1.1 | 1） | 抓宣传
        1.2 | 2） | 抓调解
        2 | 二、 | 问题
        2.1 | 1) | 人手少
        2.2 | 2) | 经费紧""",
    ),
    "1、 below 1.": (
        f"1.依法履职\n1、优化服务\n{PROSE}\n2、放权赋能\n{PROSE}\n2.公正执法\n1、持证上岗\n{PROSE}\n2、案卷评查\n{PROSE}",
        """1 | 1. | 依法履职
        1.1 | 1、 | 优化服务
        1.2 | 2、 | 放权赋能
        2 | 2. | 公正执法
        2.1 | 1、 | 持证上岗
        2.2 | 2、 | 案卷评查""",
    ),
    "1. and 1、 typed at random on one level": (
        f"一、做法\n1.抓学习\n{PROSE}\n2、抓队伍\n{PROSE}\n3．抓督查\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | 1. | 抓学习
        1.2 | 2、 | 抓队伍
        1.3 | 3． | 抓督查""",
    ),
    "full-width digits and compatibility signs": (
        f"一、做法\n１．抓学习\n{PROSE}\n２．抓队伍\n{PROSE}\n二、打算\n⒈强素质\n⒉提效能\n㈠其一略。\n㈡其二略。",
        """1 | 一、 | 做法
        1.1 | １． | 抓学习
        1.2 | ２． | 抓队伍
        2 | 二、 | 打算
        2.1 | ⒈ | 强素质
        2.2 | ⒉ | 提效能
        2.3 | ㈠ | 其一略
        2.4 | ㈡ | 其二略""",
    ),
    "tasks numbered through the chapters": (
        "一、组织领导\n1.加强学习。（责任单位：各镇）\n2.加强统筹。\n二、依法决策\n3.完善程序。\n4.落实审查。\n三、规范执法\n5.开展培训。",
        """1 | 一、 | 组织领导
        1.1 | 1. | 加强学习
        1.2 | 2. | 加强统筹
        2 | 二、 | 依法决策
        2.1 | 3. | 完善程序
        2.2 | 4. | 落实审查
        3 | 三、 | 规范执法
        3.1 | 5. | 开展培训""",
    ),
    "一是 right under 一、, items of one sentence": (
        "一、存在的问题\n对照要求还有差距：一是法治观念不够强，运用能力不足；二是执法人员偏少；三是普法形式单一，效果不够明显。\n二、下一步打算\n一是抓学习。组织轮训。二是抓队伍。充实力量。",
        """1 | 一、 | 存在的问题
        1.1 | 一是 | 法治观念不够强
        1.2 | 二是 | 执法人员偏少
        1.3 | 三是 | 普法形式单一
        2 | 二、 | 下一步打算
        2.1 | 一是 | 抓学习
        2.2 | 二是 | 抓队伍""",
    ),
    "一是 with a short first sentence of two clauses": (
        "（一）推进公开。一是拓宽渠道，方便群众查询。新建查询点五处。二是完善目录，逐项列明时限，统一发布格式，接受监督。已发布三批。",
        """1 | （一） | 推进公开
        1.1 | 一是 | 拓宽渠道，方便群众查询
        1.2 | 二是 | 完善目录""",
    ),
    "第一， with parts of its own": (
        "第一，抓实学习，提升能力。\n(1)办班。两期。\n(2)考试。一次。\n第二，抓好执法，守住底线。",
        """1 | 第一， | 抓实学习，提升能力
        1.1 | (1) | 办班
        1.2 | (2) | 考试
        2 | 第二， | 抓好执法""",
    ),
    "numbered pieces of one sentence": (
        "二、不足\n还有差距：（1）立法偏慢，制度供给不足；（2）保障不够，部分装备陈旧，人员老化；（3）普法不准。\n三、打算",
        """1 | 二、 | 不足
        1.1 | （1） | 立法偏慢
        1.2 | （2） | 保障不够
        1.3 | （3） | 普法不准
        2 | 三、 | 打算""",
    ),
    "a paragraph after a list in a sentence": (
        "五、问题\n一是公开不全，更新慢。二是解读单一，形式少。\n下一步，将改进。\n六、差距\n一是人少；二是钱少，设备旧。将争取支持。",
        """1 | 五、 | 问题
        1.1 | 一是 | 公开不全
        1.2 | 二是 | 解读单一
        2 | 六、 | 差距
        2.1 | 一是 | 人少
        2.2 | 二是 | 钱少""",
    ),
    "headings in one sentence keep all their clauses": (
        "二、不足：（一）立法偏慢，供给不足；（二）保障不够，人员老化。三、打算：（一）抓学；（二）抓用。",
        """1 | 二、 | 不足
        1.1 | （一） | 立法偏慢，供给不足
        1.2 | （二） | 保障不够，人员老化
        2 | 三、 | 打算
        2.1 | （一） | 抓学
        2.2 | （二） | 抓用""",
    ),
    "一是 on a line of its own": (
        f"（一）推进公开\n一是拓宽渠道，完善目录，方便查询\n{PROSE}\n二是加强解读。\n{PROSE}",
        """1 | （一） | 推进公开
        1.1 | 一是 | 拓宽渠道，完善目录，方便查询
        1.2 | 二是 | 加强解读""",
    ),
    "marks inside quotes and brackets end no clause": (
        "二、打算\n一是开展“送法下乡，服务到家”活动，组织律师进村。二是落实《规定（试行），暂行》要求；三是推进镇（街道，含园区）赋权，规范运行。",
        """1 | 二、 | 打算
        1.1 | 一是 | 开展“送法下乡，服务到家”活动
        1.2 | 二是 | 落实《规定（试行），暂行》要求
        1.3 | 三是 | 推进镇（街道，含园区）赋权""",
    ),
    "一是 begins anew in each part": (
        "（一）决策。一是定程序。二是严审查。（二）执法。一是抓培训。二是抓监督。三是抓考核。",
        """1 | （一） | 决策
        1.1 | 一是 | 定程序
        1.2 | 二是 | 严审查
        2 | （二） | 执法
        2.1 | 一是 | 抓培训
        2.2 | 二是 | 抓监督
        2.3 | 三是 | 抓考核""",
    ),
    "一要, after a comma": (
        "四、明年安排\n全局上下要抓好三件事，一要抓学习，提升能力；二要抓执法，守住底线；三要抓普法，营造氛围。",
        """1 | 四、 | 明年安排
        1.1 | 一要 | 抓学习
        1.2 | 二要 | 抓执法
        1.3 | 三要 | 抓普法""",
    ),
    "第一， and 首先": (
        "一、体会\n第一，领导重视是关键。经费有保障。\n第二，制度健全是根本。流程很清楚。\n二、做法\n首先，统一思想。其次，明确分工。最后，严格考核。",
        """1 | 一、 | 体会
        1.1 | 第一， | 领导重视是关键
        1.2 | 第二， | 制度健全是根本
        2 | 二、 | 做法
        2.1 | 首先， | 统一思想
        2.2 | 其次， | 明确分工
        2.3 | 最后， | 严格考核""",
    ),
    "the label alone on its line": (
        f"一、\n工作开展情况\n{PROSE}\n二、\n存在的主要问题\n{PROSE}",
        """1 | 一、 | 工作开展情况
        2 | 二、 | 存在的主要问题""",
    ),
    "a year right after the number": (
        f"1.2023年重点工作\n{PROSE}\n2、2024年工作安排\n{PROSE}",
        """1 | 1. | 2023年重点工作
        2 | 2、 | 2024年工作安排""",
    ),
    "numbers above ten": (
        "\n".join(f"{number}、任务\n{PROSE}" for number in ("九", "十", "十一", "十二", "二十")),
        """1 | 九、 | 任务
        2 | 十、 | 任务
        3 | 十一、 | 任务
        4 | 十二、 | 任务
        5 | 二十、 | 任务""",
    ),
    "no heading at all": (f"2023年，我镇{PROSE}\n2022年同期为18件，增长2.5倍。\n特此报告。", ""),
    "preface and closing formula stand outside": (
        f"今年以来，我局工作成效明显，现报告如下。\n一、主要工作\n{PROSE}\n特此报告。",
        "1 | 一、 | 主要工作",
    ),
    "a heading closed by a colon": (
        "一、加强理论武装：党组带头学习，全年组织集中学习十二次，举办专题辅导四场，覆盖全体干部职工，学用结合更加紧密。\n二、下步打算：抓好整改。",
        """1 | 一、 | 加强理论武装
        2 | 二、 | 下步打算：抓好整改""",
    ),
    "a lost line break leaves a blank": (
        f"一、总体情况 2023年，本局{PROSE}\n二、强化监督 规范权力\n三、建强队伍,夯实基础 年初,我局{PROSE}",
        """1 | 一、 | 总体情况
        2 | 二、 | 强化监督 规范权力
        3 | 三、 | 建强队伍,夯实基础""",
    ),
    "a lost stop between heading and text": (
        f"1.健全行政应诉制度对涉及征地拆迁、社会保障、劳动争议、环境保护等群众关心的案件以及人民法院建议出庭的案件，{PROSE}\n2.推进制度建设",
        """1 | 1. | 健全行政应诉制度
        2 | 2. | 推进制度建设""",
    ),
    "who answers is no part of a heading": (
        "一、强化执法监督（牵头单位：市司法局；责任单位：各县区）\n1.开展评查【责任单位：执法支队】\n2.公布案例（完成时限：6月底前）",
        """1 | 一、 | 强化执法监督
        1.1 | 1. | 开展评查
        1.2 | 2. | 公布案例""",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reads_the_outline(case):
    text, lines = CASES[case]
    assert outline(text) == expected(lines)


DAMAGED = {
    "a bracket and the number lost": (
        f"一、做法\n（一）抓学\n{PROSE}\n）抓管\n{PROSE}\n（三）抓用\n{PROSE}\n)抓考\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | （一） | 抓学
        1.2 | ） | 抓管
        1.3 | （三） | 抓用
        1.4 | ) | 抓考""",
    ),
    "blanks inside, closing or opening bracket lost": (
        "一、做法\n( 一)抓学\n三期。\n（二 抓管\n三次。\n三）抓用\n两例。\n（四抓考核\n一次。\n（五）抓改",
        """1 | 一、 | 做法
        1.1 | ( 一) | 抓学
        1.2 | （二 | 抓管
        1.3 | 三） | 抓用
        1.4 | （四 | 抓考核
        1.5 | （五） | 抓改""",
    ),
    "the 、 lost": (
        f"一、主要工作\n{PROSE}\n二 存在问题\n{PROSE}\n三下一步打算\n{PROSE}\n四.意见建议\n{PROSE}",
        """1 | 一、 | 主要工作
        2 | 二 | 存在问题
        3 | 三 | 下一步打算
        4 | 四. | 意见建议""",
    ),
    "the dot lost": (
        f"一、做法\n1.抓学\n{PROSE}\n2 抓管\n{PROSE}\n3.抓用\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | 1. | 抓学
        1.2 | 2 | 抓管
        1.3 | 3. | 抓用""",
    ),
    "the dot lost, no blank": (
        "一、做法\n1.抓学\n三期。\n2抓管\n2件规章已报备。\n3件正在起草。\n3.抓用",
        """1 | 一、 | 做法
        1.1 | 1. | 抓学
        1.2 | 2 | 抓管
        1.3 | 3. | 抓用""",
    ),
    "a number twice": (
        f"一、做法\n（一）抓学\n{PROSE}\n（二）抓管\n{PROSE}\n（二）抓用\n{PROSE}\n（三）抓考\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | （一） | 抓学
        1.2 | （二） | 抓管
        1.3 | （二） | 抓用
        1.4 | （三） | 抓考""",
    ),
    "a number skipped": (
        f"一、做法\n（一）抓学\n{PROSE}\n（二）抓管\n{PROSE}\n三、打算\n（一）抓改\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | （一） | 抓学
        1.2 | （二） | 抓管
        2 | 三、 | 打算
        2.1 | （一） | 抓改""",
    ),
    "the enumerator lost altogether": (
        f"一、做法\n（一）抓学习促提升\n{PROSE}\n抓管理促规范\n{PROSE}\n（三）抓运用促实效\n{PROSE}\n二、打算\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | （一） | 抓学习促提升
        1.2 |  | 抓管理促规范
        1.3 | （三） | 抓运用促实效
        2 | 二、 | 打算""",
    ),
    "the first enumerator lost, with a list below": (
        f"一、做法\n抓学习促提升\n1.定计划\n{PROSE}\n2.请专家\n{PROSE}\n（二）抓管理促规范\n1.建制度\n{PROSE}\n2.严考勤\n{PROSE}",
        """1 | 一、 | 做法
        1.1 |  | 抓学习促提升
        1.1.1 | 1. | 定计划
        1.1.2 | 2. | 请专家
        1.2 | （二） | 抓管理促规范
        1.2.1 | 1. | 建制度
        1.2.2 | 2. | 严考勤""",
    ),
    "the first number lost, its bracket kept": (
        f"一、做法\n）抓学习\n{PROSE}\n（二）抓管理\n{PROSE}",
        """1 | 一、 | 做法
        1.1 | ） | 抓学习
        1.2 | （二） | 抓管理""",
    ),
    "the enumerator of a heading that runs on lost": (
        "一、做法\n（一）抓学习。一是定计划。二是请专家。\n抓实管理。一是建制度。二是严考勤。\n（三）抓运用。开展评比。",
        """1 | 一、 | 做法
        1.1 | （一） | 抓学习
        1.1.1 | 一是 | 定计划
        1.1.2 | 二是 | 请专家
        1.2 |  | 抓实管理
        1.2.1 | 一是 | 建制度
        1.2.2 | 二是 | 严考勤
        1.3 | （三） | 抓运用""",
    ),
    "numbers that run through chapters leave nothing out": (
        f"一、学\n1.读书\n{PROSE}\n二、用\n本章说明如下\n{PROSE}\n2.执法\n{PROSE}",
        """1 | 一、 | 学
        1.1 | 1. | 读书
        2 | 二、 | 用
        2.1 | 2. | 执法""",
    ),
    "the 、 lost before a year": (
        f"一、2023年工作\n{PROSE}\n二2024年打算\n{PROSE}",
        """1 | 一、 | 2023年工作
        2 | 二 | 2024年打算""",
    ),
    "一是 skipped in a sentence": (
        "（一）抓学。一是定计划。二是请专家。四是严考勤。（二）抓管。",
        """1 | （一） | 抓学
        1.1 | 一是 | 定计划
        1.2 | 二是 | 请专家
        1.3 | 四是 | 严考勤
        2 | （二） | 抓管""",
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_reads_damaged_enumerators(case):
    text, lines = DAMAGED[case]
    assert outline(text) == expected(lines)


BARE = {
    "topics without numbers": (
        f"主要举措和成效\n{PROSE}\n存在的问题\n{PROSE}\n下一步工作打算\n{PROSE}",
        """1 |  | 主要举措和成效
        2 |  | 存在的问题
        3 |  | 下一步工作打算""",
    ),
    "topics above numbers that begin anew": (
        f"2023年工作成效\n一、抓学习\n{PROSE}\n二、抓执法\n{PROSE}\n2024年工作思路\n一、强队伍\n{PROSE}\n二、严监督\n{PROSE}",
        """1 |  | 2023年工作成效
        1.1 | 一、 | 抓学习
        1.2 | 二、 | 抓执法
        2 |  | 2024年工作思路
        2.1 | 一、 | 强队伍
        2.2 | 二、 | 严监督""",
    ),
    "topics with bold lines below": (
        f"主要工作开展情况\n坚持高位推动\n{PROSE}\n深化综合执法\n{PROSE}\n存在的问题和不足\n{PROSE}\n下一步工作计划\n{PROSE}",
        """1 |  | 主要工作开展情况
        1.1 |  | 坚持高位推动
        1.2 |  | 深化综合执法
        2 |  | 存在的问题和不足
        3 |  | 下一步工作计划""",
    ),
    "bold lines with a line of text each": (
        "三、重点工作\n深化执法监督\n评查案卷两百宗。\n加快制度建设\n出台文件三件以上。",
        """1 | 三、 | 重点工作
        1.1 |  | 深化执法监督
        1.2 |  | 加快制度建设""",
    ),
    "bold lines below a number": (
        f"一、主要工作\n坚持高位推动\n{PROSE}\n深化综合执法\n{PROSE}\n二、存在问题\n{PROSE}",
        """1 | 一、 | 主要工作
        1.1 |  | 坚持高位推动
        1.2 |  | 深化综合执法
        2 | 二、 | 存在问题""",
    ),
    "one short line is no heading": (
        f"一、主要工作\n本镇情况特殊\n{PROSE}\n二、存在问题\n{PROSE}",
        """1 | 一、 | 主要工作
        2 | 二、 | 存在问题""",
    ),
}


@pytest.mark.parametrize("case", BARE)
def test_reads_headings_without_enumerator(case):
    text, lines = BARE[case]
    assert outline(text) == expected(lines)


@pytest.mark.parametrize(
    "prose",
    [
        "全镇干部做到一是一、二是二，不打折扣。",
        "党政主要负责人切实履行第一责任人职责，第一时间研究部署。",
        "党的二十大以来，行政复议案件增长2.5倍，较上年多1.2万件。",
        "结合3.15消费者权益日、12.4国家宪法日开展宣传。",
        "2024年，全市新增法律援助站12个。",
        "推动一、二、三产业融合发展。",
        "启动一、二级应急响应四次。",
        "第一批示范点通过验收，第二批正在创建。",
        "三项制度全面落实，五年规划顺利收官。",
        "他说：“一是一。”",
        "首先要说明，今年口径有变化。",
        "有两种情况(1)新设(2)变更均可办理。",
        "10个镇20个村全部覆盖。",
    ],
)
def test_prose_holds_no_headings(prose):
    assert outline(f"一、主要工作\n{prose}\n二、下一步打算\n{PROSE}") == [
        ("1", "一、", "主要工作"),
        ("2", "二、", "下一步打算"),
    ]


def test_offsets_cover_a_section_with_its_children_and_text_is_its_own_words():
    text = "前言。\n一、成效\n总述。\n（一）抓学。办班三期。\n二、问题\n人少。\n专此报告。"
    sections = read_outline(text, "annual_report", RULES)
    assert [text[section.start_char : section.end_char] for section in sections] == [
        "一、成效\n总述。\n（一）抓学。办班三期。\n",
        "（一）抓学。办班三期。\n",
        "二、问题\n人少。",
    ]
    assert [section.text for section in sections] == ["总述。", "办班三期。", "人少。"]
    assert [(section.parent_path, section.depth, section.position) for section in sections] == [
        (None, 1, 1),
        ("1", 2, 2),
        (None, 1, 3),
    ]


def test_the_exhortation_after_the_last_task_of_a_plan_belongs_to_no_section():
    text = "一、任务\n1.抓学习。每月一次。\n2.抓执法。每季一查。\n各镇、各部门要对照分工抓好落实。"
    last = read_outline(text, "work_plan", RULES)[-1]
    assert text[last.start_char : last.end_char] == "2.抓执法。每季一查。"
