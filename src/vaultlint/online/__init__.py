"""Check URLs online. Nothing here runs unless `vaultlint links --online` or `--offline` asks for it.

Read `answers` (what is known of a URL; what rules get), `addresses` (what may be contacted), `http` (one request,
bounded in time and size), `rate_limit`, `html_page` (title and anchors), `check_url` (redirects, retries, verdict),
`services` (titles from the APIs of publishers and sites), `answer_cache`, then `crawl` (all URLs of a run).
`page_titles` compares titles with link texts.
"""
