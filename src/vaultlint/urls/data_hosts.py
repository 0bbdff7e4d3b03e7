"""Data about hosts, in lower case, without `www.`."""

# fmt: off

# ---------------------------------------------------------------- parameters that only say where a reader came from
TRACKING = {
    "names": (
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "fbclid", "msclkid", "yclid", "twclid", "ttclid",
        "li_fat_id", "igshid", "igsh", "mc_eid", "mc_cid", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
        "hsCtaTracking",
        "mkt_tok", "vero_id", "vero_conv", "oly_enc_id", "oly_anon_id", "_openstat", "wickedid", "s_cid", "_gl",
    ),
    "prefixes": ("utm_",),
    # Here `ref=` names a branch or a tag, even if that looks like a host.
    "ref_is_content": ("api.github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "gitea.com"),
    # A parameter that signs the whole query: taking anything out would break the link.
    "signatures": (
        "signature", "x-amz-signature", "x-goog-signature", "sig", "hmac", "token_hash", "hdnts", "hdnea", "policy",
    ),
}

TRACKING_HOSTS = {
    "x.com": ("s", "t", "cxt", "ref_src"),
    "youtube.com": ("si", "feature", "app", "pp", "ab_channel"),
    "google.com": ("client", "ved", "ei", "sca_esv", "biw", "bih"),
    "reddit.com": ("share_id",),
    "docs.google.com": ("usp",),
    "drive.google.com": ("usp",),
}

# ------------------------------------------------------------------------------------- two names of one and the same
ALIAS = {
    "twitter.com": "x.com",
    "youtu.be": "youtube.com",
    "youtube-nocookie.com": "youtube.com",
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "discordapp.com": "discord.com",
    "hf.co": "huggingface.co",
}

FAMILY = {
    "stack_exchange": (
        "stackoverflow.com", "stackexchange.com", "superuser.com", "serverfault.com", "askubuntu.com",
        "mathoverflow.net",
        "stackapps.com",
    ),
    "wikimedia": (
        "wikipedia.org", "wiktionary.org", "wikibooks.org", "wikiquote.org", "wikisource.org", "wikiversity.org",
        "wikivoyage.org", "wikinews.org", "wikimedia.org", "wikidata.org",
    ),
    # `t=` is a place in a recording here, and something else on other hosts (a forum's topic).
    "recording": ("youtube.com", "vimeo.com", "twitch.tv", "bilibili.com", "soundcloud.com", "dailymotion.com"),
    # owner/repository/… as the path
    "code": ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org"),
    # Pages are told by an id alone: the front page is none of them.
    "by_id": ("arxiv.org", "openreview.net", "doi.org", "youtube.com", "biorxiv.org", "medrxiv.org", "vimeo.com"),
    # The host says nothing about the page: it leads somewhere else, or keeps a copy of something else.
    "redirect": (
        "bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "buff.ly", "is.gd", "v.gd", "rb.gy", "cutt.ly", "lnkd.in",
        "amzn.to", "a.co", "git.io", "aka.ms", "g.co", "forms.gle", "maps.app.goo.gl", "tiny.cc", "shorturl.at", "t.ly",
        "dub.sh", "dlvr.it", "fb.me", "wp.me", "youtu.be", "redd.it", "flic.kr", "spoti.fi", "w.wiki", "doi.org",
        "dx.doi.org", "hdl.handle.net", "purl.org", "n2t.net", "urn.kb.se", "l.facebook.com", "lm.facebook.com",
        "out.reddit.com", "href.li", "steamcommunity.com/linkfilter", "slack-redir.net", "nav.cx", "mailchi.mp",
        "eepurl.com",
        "bitly.com", "short.gy", "rebrand.ly", "s.id", "u.nu", "trib.al", "zpr.io", "geni.us", "apple.co",
        "click.convertkit-mail.com",
        "swiy.co", "lnk.bio", "linktr.ee", "search.app", "share.google", "b23.tv", "url.cn", "dwz.cn",
    ),
    "archive": (
        "web.archive.org", "archive.org", "archive.today", "archive.ph", "archive.is", "archive.fo", "archive.li",
        "archive.md", "archive.vn", "webcache.googleusercontent.com", "perma.cc", "webcitation.org", "ghostarchive.org",
        "12ft.io", "r.jina.ai", "megalodon.jp", "freezepage.com", "timetravel.mementoweb.org", "arquivo.pt",
        "nitter.net", "xcancel.com", "threadreaderapp.com", "invidious.io", "yewtu.be", "piped.video", "scribe.rip",
        "translate.google.com", "scholar.archive.org", "sci-hub.se", "libgen.is", "annas-archive.org",
    ),
}

# Top-level domains by which a text without a scheme is known for an address; none that is also the ending of a file.
DOMAINS = {
    "usual": (
        "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "co", "dev", "app", "me", "us",
        "uk",
        "de", "fr", "jp", "cn", "ca", "au", "eu", "ch", "nl", "se", "no", "es", "it", "br", "in", "ru", "kr", "tw",
        "hk",
        "sg", "nz", "ie", "at", "be", "cz", "dk", "fi", "gr", "hu", "il", "pt", "ro", "tr", "ua", "mx", "ar", "cl",
        "za",
        "xyz", "tv", "gg", "fm", "to", "im", "ly", "blog", "tech", "site", "online", "store", "cloud", "page",
        "science", "wiki", "tools", "systems", "pub", "press", "news", "academy", "studio", "design", "software",
        "social",
        "club", "live", "video", "works", "world", "codes", "garden", "zone", "space", "chat", "engineering",
        "foundation",
        "institute", "university", "health", "finance", "bio", "network", "digital", "global", "group", "team",
        "agency",
    ),
}

# ------------------------------------------------------------------------------------------------------------- works
ARXIV = {
    # Hosts that show a paper of arXiv under its id.
    "mirrors": (
        "arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "alphaxiv.org", "browse.arxiv.org",
        "cn.arxiv.org", "de.arxiv.org", "lanl.arxiv.org", "xxx.lanl.gov", "arxiv-vanity.com",
    ),
    "pages": ("abs", "pdf", "html", "format", "src", "e-print", "ps", "overview", "papers", "forum", "audio", "tb"),
    # The archives of the old style, archive/YYMMNNN, which ended in March 2007.
    "archives": (
        "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph",
        "cmp-lg", "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th",
        "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg",
        "q-bio", "quant-ph", "solv-int", "supr-con",
    ),
}

# Estimates, set above the busiest month of each year: no paper of that year has a greater serial. 2017 is from a count
# of its months (at most 11,627); the others are from memory of arXiv's monthly figures, rounded up. A year without a
# figure is not judged.
ARXIV_MOST = {
    "07": 6200,
    "08": 6200,
    "09": 6700,
    "10": 7400,
    "11": 7900,
    "12": 8800,
    "13": 9200,
    "14": 9500,
    "15": 10000,
    "16": 10700,
    "17": 11900,
    "18": 13900,
    "19": 15000,
    "20": 17200,
    "21": 17600,
    "22": 18000,
    "23": 21000,
    "24": 24500,
    "25": 29000,
}

DOI = {
    # What is between the host and the DOI on a publisher's page for the work itself.
    "kinds": (
        "doi", "abs", "full", "pdf", "epdf", "pdfplus", "html", "epub", "abstract", "reader", "fullhtml", "article",
        "articles", "chapter", "book", "content", "pdfdirect", "enhanced", "figure", "core", "view", "epub2", "10.1101",
        "prl", "pra", "prb", "prc", "prd", "pre", "prx", "rmp", "prresearch", "prapplied", "prxquantum", "early",
        "document",
        "reference", "referenceworkentry", "protocol", "book-chapter", "conference-paper",
    ),
    # What may follow it.
    "tails": (
        "/full", "/abstract", "/pdf", "/html", "/meta", "/epub", "/summary", "/full.pdf", ".full.pdf", ".full", ".pdf",
        ".html", ".xml", "/fulltext.html", "/fulltext",
    ),
}

# A page that names its work by the part of the DOI after the prefix.
DOI_SUFFIX = {
    "nature.com/articles/": "10.1038/",
    "aclanthology.org/": "10.18653/v1/",
}

# ---------------------------------------------------------------- words by which people call a host, and its domains
NAMES = {
    "github": (
        "github.com", "github.io", "github.blog", "githubusercontent.com", "github.dev", "githubassets.com",
        "githubnext.com",
    ),
    "gitlab": ("gitlab.com", "gitlab.io"),
    "bitbucket": ("bitbucket.org", "bitbucket.io"),
    "codeberg": ("codeberg.org", "codeberg.page"),
    "sourceforge": ("sourceforge.net", "sf.net", "sourceforge.io"),
    "gist": ("gist.github.com", "gist.githubusercontent.com"),
    "git hub": ("github.com", "github.io", "githubusercontent.com"),
    "youtube": ("youtube.com", "youtu.be", "youtube-nocookie.com", "withyoutube.com"),
    "you tube": ("youtube.com", "youtu.be"),
    "vimeo": ("vimeo.com",),
    "twitch": ("twitch.tv",),
    "twitter": ("x.com", "twitter.com", "t.co", "nitter.net"),
    "reddit": ("reddit.com", "redd.it", "redditinc.com", "redditblog.com"),
    "facebook": ("facebook.com", "fb.com", "fb.me", "meta.com"),
    "instagram": ("instagram.com",),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "wikipedia": ("wikipedia.org", "wikimedia.org", "wikiwand.com", "w.wiki", "wikipedia.com"),
    "arxiv": ("arxiv.org", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "xxx.lanl.gov"),
    "openreview": ("openreview.net",),
    "semantic scholar": ("semanticscholar.org", "semanticscholar.com"),
    "hugging face": ("huggingface.co", "hf.co", "hf.space"),
    "huggingface": ("huggingface.co", "hf.co", "hf.space"),
    "kaggle": ("kaggle.com",),
    "stack overflow": ("stackoverflow.com", "stackexchange.com", "stackoverflow.blog"),
    "stackoverflow": ("stackoverflow.com", "stackexchange.com", "stackoverflow.blog"),
    "stack exchange": (
        "stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com",
        "mathoverflow.net",
    ),
    "npm": ("npmjs.com", "npmjs.org", "npm.im"),
    "pypi": ("pypi.org", "python.org"),
    "goodreads": ("goodreads.com",),
    "imdb": ("imdb.com",),
    "spotify": ("spotify.com", "spoti.fi"),
    "soundcloud": ("soundcloud.com",),
    "google scholar": ("google.com", "google"),
    "google drive": ("google.com", "google"),
    "google docs": ("google.com", "google"),
    "lesswrong": ("lesswrong.com", "greaterwrong.com", "alignmentforum.org"),
    "less wrong": ("lesswrong.com", "greaterwrong.com", "alignmentforum.org"),
    "alignment forum": ("alignmentforum.org", "lesswrong.com", "greaterwrong.com"),
    "hacker news": ("ycombinator.com", "hckrnews.com", "hn.algolia.com", "thehackernews.com"),
    "discord": ("discord.com", "discord.gg", "discordapp.com", "discord.me", "discord.new"),
    "pubmed": ("nih.gov", "pubmed.gov"),
    "biorxiv": ("biorxiv.org",),
    "medrxiv": ("medrxiv.org",),
    "ssrn": ("ssrn.com",),
    "quora": ("quora.com",),
    "pinterest": ("pinterest.com", "pin.it"),
    "tiktok": ("tiktok.com",),
    "bilibili": ("bilibili.com", "b23.tv"),
    "zhihu": ("zhihu.com",),
}

# -------------------------------------------------------------------- words for a kind of page, and who cannot be one
KINDS = {
    "blog": ("arxiv.org", "openreview.net", "doi.org", "alphaxiv.org"),
    "blog post": ("arxiv.org", "openreview.net", "doi.org", "youtube.com", "alphaxiv.org", "huggingface.co/papers"),
    "blogpost": ("arxiv.org", "openreview.net", "doi.org", "youtube.com", "alphaxiv.org", "huggingface.co/papers"),
    "paper": ("youtube.com", "vimeo.com", "bilibili.com", "open.spotify.com", "twitch.tv", "stackoverflow.com"),
    "preprint": (
        "youtube.com", "vimeo.com", "bilibili.com", "open.spotify.com", "twitch.tv", "stackoverflow.com",
        "github.com",
    ),
    "code": ("arxiv.org", "openreview.net", "youtube.com", "vimeo.com", "bilibili.com", "x.com", "doi.org"),
    "source code": (
        "arxiv.org", "openreview.net", "youtube.com", "vimeo.com", "bilibili.com", "x.com", "doi.org",
        "wikipedia.org",
    ),
    "repository": ("arxiv.org", "youtube.com", "vimeo.com", "bilibili.com", "x.com", "wikipedia.org"),
    "repo": (
        "arxiv.org", "openreview.net", "youtube.com", "vimeo.com", "bilibili.com", "x.com", "wikipedia.org",
        "doi.org",
    ),
    "video": ("arxiv.org", "doi.org", "stackoverflow.com", "gist.github.com"),
    "slides": ("arxiv.org", "stackoverflow.com", "gist.github.com", "wikipedia.org"),
    "tweet": (
        "arxiv.org", "doi.org", "openreview.net", "github.com", "youtube.com", "wikipedia.org", "stackoverflow.com",
        "reddit.com",
    ),
    "podcast": ("arxiv.org", "doi.org", "openreview.net", "stackoverflow.com", "gist.github.com"),
}
