"""What The Littlest JupyterHub is told of the course: lies in /opt/tljh/config/jupyterhub_config.d/.

Learners' servers are the course's, from an environment of its own with the locked packages; systemd limits them.
"""

c = get_config()  # noqa: F821

COURSE = "/srv/gan-course"      # a clone that root owns: learners read it, and cannot change it

c.Spawner.cmd = [f"{COURSE}/build/hub/env/bin/python", f"{COURSE}/instructor/hub/open_lab.py"]
c.Spawner.default_url = "/lab/tree/START.md"
c.Spawner.start_timeout = 300
c.Spawner.environment = {
    "GAN_COURSE_NOTEBOOKS": "file:///srv/gan-course-notebooks",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "1",
}
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.JupyterHub.concurrent_spawn_limit = 10
c.JupyterHub.active_server_limit = 35
c.NativeAuthenticator.open_signup = False
c.NativeAuthenticator.minimum_password_length = 10
