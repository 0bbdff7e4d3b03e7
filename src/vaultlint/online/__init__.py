"""What the web says of the URLs in a vault. Nothing here runs unless `vaultlint links --online` or `--offline` asks.

Read `answers` (what is known of a URL, and what rules are given), `addresses` (who may be asked), `transport` and
`client` (one request, bounded in size and time), `gates` (how often a host is asked), `page` (a page's title and
anchors), `asking` (one URL: redirects, retries, verdict), `services` (titles of papers, videos, articles from their
own APIs), `store` (the cache), then `crawl` (all URLs of a run).
"""
