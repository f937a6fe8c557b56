"""What the running web app tells about itself: logs, metrics, traces and health, never what was asked."""
