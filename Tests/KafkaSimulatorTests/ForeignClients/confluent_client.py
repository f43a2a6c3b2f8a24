"""What ConfluentKafkaTests asks of confluent-kafka: one line for each thing done.

confluent_client.py SERVERS classic|consumer
"""
import sys

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

SERVERS, PROTOCOL = sys.argv[1:]
COMMON = {"bootstrap.servers": SERVERS, "broker.address.family": "v4", "log_level": 2}
GROUP, TOPIC, PARTITIONS = "shop", "orders", range(3)
PATIENCE_SECONDS = 60


def committed(admin):
    asked = ConsumerGroupTopicPartitions(GROUP)
    reply = admin.list_consumer_group_offsets([asked], request_timeout=PATIENCE_SECONDS)[GROUP].result()
    return sorted(reply.topic_partitions, key=lambda partition: partition.partition)


def offsets(admin):
    return " ".join(str(partition.offset) for partition in committed(admin))


def consume():
    consumer = Consumer({**COMMON, "group.id": GROUP, "group.protocol": PROTOCOL, "enable.auto.commit": False,
                         "auto.offset.reset": "earliest"})
    consumer.subscribe([TOPIC])
    found = []
    try:
        while len(found) < len(PARTITIONS):
            record = consumer.poll(PATIENCE_SECONDS)
            if record is None or record.error():
                sys.exit(f"no record: {record and record.error()}")
            found.append(record.value().decode())
        consumer.commit(asynchronous=False)
    finally:
        consumer.close()
    return sorted(found)


def write_in_transaction():
    producer = Producer({**COMMON, "transactional.id": "confluent"})
    producer.init_transactions(PATIENCE_SECONDS)
    reader = Consumer({**COMMON, "group.id": GROUP})
    producer.begin_transaction()
    producer.send_offsets_to_transaction([TopicPartition(TOPIC, 1, 1)], reader.consumer_group_metadata(), PATIENCE_SECONDS)
    producer.commit_transaction(PATIENCE_SECONDS)
    reader.close()


admin = AdminClient(COMMON)
listed = admin.list_consumer_groups(request_timeout=PATIENCE_SECONDS).result()
if listed.errors:
    sys.exit(f"listing failed: {listed.errors}")
print("groups:", *(f"{group.group_id} {group.state.name.title()}" for group in listed.valid))
print(f"committed: {offsets(admin)}, {committed(admin)[0].metadata}")
print("consumed:", *consume())
print("committed:", offsets(admin))
change = ConsumerGroupTopicPartitions(GROUP, [TopicPartition(TOPIC, 0, 0)])
admin.alter_consumer_group_offsets([change], request_timeout=PATIENCE_SECONDS)[GROUP].result()
print("after the plain commit:", offsets(admin))
write_in_transaction()
print("after the transaction:", offsets(admin))
print("deleted:", admin.delete_consumer_groups([GROUP], request_timeout=PATIENCE_SECONDS)[GROUP].result() is None)
