"""JupyterHub for one class on one server; "For teachers" says how to use it, and what was tried.

jupyterhub --config jupyterhub_config.py
"""

import sys

c = get_config()  # noqa: F821

COURSE = "/srv/course"  # what `make handout` wrote
IDLE = 3600  # seconds

# Who may log in: every account of this machine, with its password there.
c.Authenticator.allow_all = True

# A class logs in within one minute, and the first seat may have to wait for the last one.
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300

# The first time, a learner gets a copy of the notebooks. Every time, the course opens.
copy = f"[ -e ~/course ] || cp -r {COURSE}/notebooks ~/course"
server = f'exec {sys.prefix}/bin/jupyterhub-singleuser "$@"'
c.Spawner.cmd = ["/bin/sh", "-c", f"{copy} && {server}", "seat"]
c.Spawner.notebook_dir = "~/course"
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"

# What one learner may take. JupyterHub's own spawner ignores both numbers; this one does not.
c.JupyterHub.spawner_class = "systemd"
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1.0

# A server that nobody has used for an hour ends; so does a notebook's kernel.
c.Spawner.args = [f"--MappingKernelManager.cull_idle_timeout={IDLE}"]
c.JupyterHub.services = [
    {
        "name": "culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "services": ["culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
