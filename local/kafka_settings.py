"""How our Kafka of one node is set, and what its data folder tells about it."""

from pathlib import Path

from local.ports import LOOPBACK

DATA, META = "donnees", "meta.properties"

# What differs from Kafka's defaults, which are made for a cluster of large machines.
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "num.partitions": "3",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "log.cleaner.dedupe.buffer.size": "2097152",
    "log.index.size.max.bytes": "1048576",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "num.recovery.threads.per.data.dir": "1",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
}


def write_properties(folder: Path, port: int, controller_port: int) -> Path:
    """Write the broker's settings for these ports."""
    clients, controller = f"{LOOPBACK}:{port}", f"{LOOPBACK}:{controller_port}"
    settings = SETTINGS | {
        "controller.quorum.voters": f"1@{controller}",
        "listeners": f"PLAINTEXT://{clients},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{clients}",
        "log.dirs": str(folder / DATA),
    }
    path = folder / "server.properties"
    path.write_text("".join(f"{key}={value}\n" for key, value in settings.items()), "utf-8")
    return path


def is_formatted(folder: Path) -> bool:
    """Whether the data folder has its cluster id; a format cut short has none."""
    return (folder / DATA / META).exists()


def cluster_id(folder: Path) -> str:
    """The id given to the cluster when the folder was formatted."""
    lines = (folder / DATA / META).read_text("utf-8").splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("cluster.id="))
