"""Words by which link texts and URLs are compared, in lower case."""

# fmt: off

# Words that join others, and words that only say that there is a link.
STOP = """
a about above after again against all also am an and any are as asp aspx at based be because been before being below
between both but by can cannot com could did do does doing don down during each else etc ever every few for from
further get got had has have having he her here hers him his how htm html http https i if in index into is isn it
its just let like ll made make many may me might more most much must my need net new no nor not now of off on once
one only or org other our ours out over own per php please re same see she should since so some still such than that
the their them then there these they this those through to too two under until up upon us use used using ve very via
vs was we were what when where which while who whom why will with within without would www yet you your yours
"""

# Words that say what kind of thing a page is: alone they make no title.
GENERIC = """
access announcement api app archive article articles background basics beginner beginners best blog blogpost book
books chapter chapters code collection community complete course courses data dataset demo detailed details
discussion docs documentation download edition entry event example examples faq feature features file files forum
free full guide guides help home homepage info information install installation intro introduction issue issues
journal latest lecture lectures lesson library link links list listing main manual materials media more news
newsletter note notes official online original overview page pages paper papers part pdf plugin plugins post posts
preprint press product profile program project projects quick reading readme reference references release releases
repo report repository request research resource resources results review second series session sessions setup show
site slides software source started starter step steps store story summary support survey system talk template
templates text theme themes thread tips title tool tools topic topics tutorial tutorials update updates user version
video videos visit watch web webinar website wiki work working workshop world
"""

# Function words of other languages: a text or slug with more of them than of English ones is not compared.
FOREIGN = """
aan alla als anche auf aus avec bei bir c'est ce ces che chez como con cosa cuando dans das de dei del della den der
des det di die dos du een ein eine einen el ella en er es esta et eu il ist ja jak jako je kan la las le les lo los
mais mas med mein mit na nach nas nicht nie nos nous och oder og ohne op os ou para pas per perche pero por pour pro
que qui quoi se sein sem si sich sie som son sono su sur till um una und une uno van ve vom von voor vous waar was
wie wir y za ze zu zum zur
"""

# Words around a host's name that leave it the only thing a text names.
FILLER = """
a account also an and at find follow from go her here his home homepage in it its link links me my now of official
on open our page pages post profile read see site the their this to url us via view visit watch web webpage website
主页 地址 官方 官网 网站 链接 页面
"""

# Words before a kind of page that leave it the only thing a text names.
PRAISE = """
a accompanying also amazing an another awesome brilliant corresponding excellent fantastic first full good great her
here his interesting its link long main my new nice official old original our pdf read really recent related see
short that the their this useful very wonderful
"""

# The kinds of page of which a host of that sort consists, and the hosts (as `names` in host_tables) of each sort.
OWN = {
    "code": "code issue issues project release releases repo repos repositories repository source 仓库 代码 项目",
    "video": "channel clip playlist video videos 视频 频道",
    "paper": "abstract forum paper papers pdf preprint version 原文 论文",
    "wiki": "article articles entry wiki 词条",
    "talk": "answer comment comments discussion group question thread threads",
}

SORT = {
    "code": ("github", "git hub", "gitlab", "bitbucket", "codeberg", "sourceforge"),
    "video": ("youtube", "you tube", "vimeo", "twitch", "bilibili", "tiktok"),
    "paper": ("arxiv", "openreview", "biorxiv", "medrxiv", "ssrn", "semantic scholar", "pubmed"),
    "wiki": ("wikipedia",),
    "talk": ("reddit", "stack overflow", "stackoverflow", "stack exchange", "hacker news", "quora"),
}
