"""Checks the manifests in kubernetes/ without a cluster: their keys, their references, their locks, and the rules.

What a pod would be given is made a folder, and the monitor is run on it with the pod's own arguments: its probes
must be answered. It takes no role that reaches for the network.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE / "kubernetes"
VARIANTS = ("embedded", "shared")
MONITOR = Path(sys.executable).with_name("monitor")
KINDS = {
    "ConfigMap": "v1", "Service": "v1", "Secret": "v1", "StatefulSet": "apps/v1", "Deployment": "apps/v1",
    "NetworkPolicy": "networking.k8s.io/v1", "PodDisruptionBudget": "policy/v1",
}  # fmt: skip
WORKLOADS = ("StatefulSet", "Deployment")
POD_KEYS = {
    "automountServiceAccountToken", "containers", "enableServiceLinks", "securityContext", "shareProcessNamespace",
    "terminationGracePeriodSeconds", "topologySpreadConstraints", "volumes",
}  # fmt: skip
CONTAINER_KEYS = {
    "args", "env", "envFrom", "image", "livenessProbe", "name", "ports", "readinessProbe", "resources",
    "securityContext", "startupProbe", "volumeMounts",
}  # fmt: skip
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
PATIENCE = 120.0
"""Seconds until the monitor must answer its probes; its start takes a few."""

UNUSED = "123456789:AAFunusedunusedunusedunusedunusedunu"
"""Stands for each secret; it looks like a bot's token."""

Manifest = dict[str, Any]


def resources(folder: Path) -> Iterator[Path]:
    """The files that a kustomization is made of."""
    for name in yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]:
        path = (folder / name).resolve()
        if path.is_dir():
            yield from resources(path)
        else:
            yield path


def manifests(paths: Iterator[Path] | list[Path]) -> list[Manifest]:
    """What is in these files."""
    return [found for path in paths for found in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def named(found: list[Manifest], kind: str, name: str = "") -> Manifest:
    """The manifest of a kind, and of a name if there may be several."""
    return next(one for one in found if one["kind"] == kind and name in ("", one["metadata"]["name"]))


def image_facts() -> dict[str, str]:
    """What the image is, by its Containerfile: its user, its working directory, where its data is."""
    text = (HERE / "Containerfile").read_text(encoding="utf-8")
    patterns = {"user": r"^USER (\d+):", "rules": r"^WORKDIR (/etc\S+)", "data": r"MONITOR_DATA=(\S+)"}
    return {name: re.findall(pattern, text, re.MULTILINE)[-1] for name, pattern in patterns.items()}


def general_problems(found: list[Manifest]) -> Iterator[str]:
    """Kinds, versions, labels and selectors."""
    workload = next(one for one in found if one["kind"] in WORKLOADS)
    labels = workload["spec"]["template"]["metadata"]["labels"]
    for one in found:
        where = f"{one['kind']} {one['metadata']['name']}"
        if KINDS.get(one["kind"]) != one["apiVersion"]:
            yield f"{where}: no such kind in {one['apiVersion']}"
        if one["metadata"].get("labels", labels) != labels:
            yield f"{where}: other labels than the pod's"
        selector = one["spec"].get("selector", one["spec"].get("podSelector")) if "spec" in one else None
        if selector is not None and selector.get("matchLabels", selector) != labels:
            yield f"{where}: selects other pods than the monitor's"
    ports = {port["name"] for port in container_of(workload)["ports"]}
    asked = {port["targetPort"] for port in named(found, "Service")["spec"]["ports"]}
    for rule in named(found, "NetworkPolicy")["spec"]["ingress"]:
        asked |= {port["port"] for port in rule["ports"]}
    yield from (f"no port {port!r}" for port in sorted(asked - ports))


def container_of(workload: Manifest) -> Manifest:
    """The one container of a pod."""
    [container] = workload["spec"]["template"]["spec"]["containers"]
    return dict(container)


def pod_problems(workload: Manifest, *, rules: Manifest, secrets: dict[str, dict[str, str]]) -> Iterator[str]:
    """Unknown keys, open locks, and references to nothing."""
    pod, container, image = workload["spec"]["template"]["spec"], container_of(workload), image_facts()
    yield from (f"unknown key {key!r}" for key in [*(pod.keys() - POD_KEYS), *(container.keys() - CONTAINER_KEYS)])
    locks = {
        "readOnlyRootFilesystem must be true": container["securityContext"].get("readOnlyRootFilesystem") is True,
        "all capabilities must be dropped": container["securityContext"].get("capabilities") == {"drop": ["ALL"]},
        "no privilege may be gained": container["securityContext"].get("allowPrivilegeEscalation") is False,
        "runAsNonRoot must be true": pod["securityContext"].get("runAsNonRoot") is True,
        "the user must be that of the image": str(pod["securityContext"].get("runAsUser")) == image["user"],
        "no account's token may be mounted": pod.get("automountServiceAccountToken") is False,
        "service links must be off": pod.get("enableServiceLinks") is False,
    }
    yield from (text for text, closed in locks.items() if not closed)
    ports = {port["name"] for port in container["ports"]}
    yield from (f"{probe}: no such port" for probe in PROBES if container[probe]["httpGet"]["port"] not in ports)
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    claims = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", ())}
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    if mounts.keys() != volumes.keys() | claims:
        yield "volumes and mounts are not the same"
    if mounts.get("rules") != f"{image['rules']}/rules":
        yield f"the rules must be at {image['rules']}/rules, where the image looks for them"
    if claims and mounts.get("data") != image["data"]:
        yield f"the data must be at {image['data']}, where the image writes it"
    if {item["key"] for item in volumes["rules"]["configMap"]["items"]} != rules["data"].keys():
        yield "the files of the volume `rules` are not the keys of the ConfigMap"
    for source in container["envFrom"]:
        if source["secretRef"]["name"] not in secrets:
            yield f"no Secret {source['secretRef']['name']!r} in secret.example.yaml"
    for variable in container.get("env", ()):
        reference = variable["valueFrom"]["secretKeyRef"]
        if reference["key"] not in secrets.get(reference["name"], {}):
            yield f"no {reference['key']} in the Secret {reference['name']!r}"


def serving_problems(workload: Manifest, *, rules: Manifest, secrets: dict[str, dict[str, str]]) -> Iterator[str]:
    """Run the monitor as the pod would, and ask what its probes ask."""
    pod, container = workload["spec"]["template"]["spec"], container_of(workload)
    [number] = [port["containerPort"] for port in container["ports"] if port["name"] == "web"]
    volume = next(volume for volume in pod["volumes"] if volume["name"] == "rules")
    environment = {**os.environ, **dict.fromkeys(secrets["monitor-secrets"], UNUSED)}
    environment.pop("MONITOR_STORE", None)
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
        probe.close()
        for item in volume["configMap"]["items"]:
            file = Path(folder, "rules", item["path"])
            file.parent.mkdir(parents=True, exist_ok=True)
            text = rules["data"][item["key"]]
            if item["path"] == "monitor.yaml" and f"0.0.0.0:{number}" not in text:
                yield f"monitor.yaml does not listen on the container's port {number}"
            file.write_text(text.replace(f"0.0.0.0:{number}", f"127.0.0.1:{free}"), encoding="utf-8")
        for command in ("check", "test"):
            done = subprocess.run(
                [MONITOR, command], check=False, cwd=folder, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                yield f"monitor {command}: {done.stdout}{done.stderr}"
                return
        quiet = ("--role", "detect", "--role", "decide", "--data", str(Path(folder, "data")))
        with subprocess.Popen(
            [MONITOR, *container["args"], *quiet], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                for name in PROBES:
                    path = container[name]["httpGet"]["path"]
                    if not answers(f"http://127.0.0.1:{free}{path}", process):
                        yield f"{name}: {path} is not answered well"
            finally:
                process.terminate()
                process.communicate()


def answers(address: str, process: subprocess.Popen[str]) -> bool:
    """Whether an address answers with 200, as long as the process runs."""
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=10) as reply:  # noqa: S310  # an address of our own
                return bool(reply.status == 200)
        except urllib.error.HTTPError as error:
            if error.code != 503:  # not ready yet
                return False
        except OSError:
            pass
        time.sleep(0.2)
    return False


def main() -> int:
    """Print every problem; 1 if there is one."""
    example = ROOT / "secret.example.yaml"
    secrets = {one["metadata"]["name"]: one["stringData"] for one in manifests([example])}
    used = {path for variant in VARIANTS for path in resources(ROOT / variant)} | {example.resolve()}
    problems = [
        f"{path.name} belongs to no variant"
        for path in sorted(ROOT.rglob("*.yaml"))
        if path.name != "kustomization.yaml" and path.resolve() not in used
    ]
    for variant in VARIANTS:
        found = manifests(resources(ROOT / variant))
        workload = next(one for one in found if one["kind"] in WORKLOADS)
        rules = named(found, "ConfigMap", "monitor-rules")
        told = [
            *general_problems(found),
            *pod_problems(workload, rules=rules, secrets=secrets),
            *serving_problems(workload, rules=rules, secrets=secrets),
        ]
        problems += [f"{variant}: {text}" for text in told]
    for problem in problems:
        print(f"kubernetes/{problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
