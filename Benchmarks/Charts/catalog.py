"""Every chart: a module with SUMMARY and `draw(run)`, which yields Drawings or raises data.Missing.

A new chart is a file in charts/ and one line here.
"""

from charts import (erf, machines, network, ratio, regimes, replknet_latency, roofline, scaling,
                    sparsity_width)

CHARTS = {
    "scaling": scaling,
    "regimes": regimes,
    "ratio": ratio,
    "roofline": roofline,
    "machines": machines,
    "network": network,
    "sparsity-width": sparsity_width,
    "replknet-latency": replknet_latency,
    "erf": erf,
}
