"""Texts that would run, if anything took them for more than text; each that runs sets `window.x`."""

from __future__ import annotations

from tests.dashboard.samples import PAYLOADS, hostile

MORE_PAYLOADS = (
    "<script>window.x=11</script>",
    "<ScRiPt src=data:text/javascript,window.x=12></sCrIpT>",
    "<body onload=window.x=13>",
    '"><img src=x onerror="window.x=14">',
    "'><img src=x onerror='window.x=15'>",
    "<svg><script>window.x=16</script></svg>",
    "<svg><animate onbegin=window.x=17 attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.x=18>#x'/></svg>",
    "<iframe srcdoc='<script>parent.x=19</script>'></iframe>",
    "<iframe src=javascript:parent.x=20></iframe>",
    "<a href=javascript:window.x=21>click</a>",
    "javascript:window.x=22",
    "JaVaScRiPt:window.x=23//",
    " \tjava\nscript:window.x=24",
    "data:text/html,<script>parent.x=25</script>",
    "https://example.org/'onclick='window.x=26",
    "<details open ontoggle=window.x=27>",
    "<input autofocus onfocus=window.x=28>",
    "<video><source onerror=window.x=29></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.x=30>",
    "<style>*{background:url('javascript:window.x=31')}</style>",
    "<link rel=stylesheet href=data:text/css,*{display:none}>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:window.x=32'>",
    "<form action=javascript:window.x=33><button>go</button></form>",
    "<template><img src=x onerror=window.x=34></template>",
    "--><img src=x onerror=window.x=35><!--",
    "]]><img src=x onerror=window.x=36>",
    "</style><img src=x onerror=window.x=37>",
    "</textarea><img src=x onerror=window.x=38>",
    "</title><img src=x onerror=window.x=39>",
    "&lt;img src=x onerror=window.x=40&gt;",
    "&#x3c;img src=x onerror=window.x=41&#x3e;",
    "\\x3cimg src=x onerror=window.x=42\\x3e",
    "\\`${window.x=43}\\`",
    "`+(window.x=44)+`",
    "';window.x=45;'",
    '";window.x=46;"',
    "\\';window.x=47;//",
    "{{ cycler.__init__.__globals__.os.system('true') }}",
    "{% import 'os' as os %}{{ os }}",
    "{# comment #}{{ 7*7 }}",
    "#{window.x=48} <%= window.x=49 %>",
    '=HYPERLINK("javascript:window.x=50","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<b>bold</b> **bold** [link](javascript:window.x=51) :red[x] <!-- -->",
    "\u202e<img src=x onerror=window.x=52>\u2066\u2069\u200b\ufeff",
    "__proto__",
    "constructor",
    "%3Cimg%20src=x%20onerror=window.x=53%3E",
    "🚢" * 20 + "<img src=x onerror=window.x=54>",
)

ALL_PAYLOADS = (*PAYLOADS, *MORE_PAYLOADS)
assert len(ALL_PAYLOADS) > 40

HOSTILE = tuple(hostile(number, payload) for number, payload in enumerate(ALL_PAYLOADS))
