import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka's own AdminClient sees of groups, told line by line: the oracle of AgreementTests.
 *
 * A line of standard input is the prefix of the groups to list, and the names of groups whose offsets are wanted whether they
 * are listed or not, all in base64. The answer ends with a line "end".
 */
public class GroupReader {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.US_ASCII);

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        try (Admin admin = Admin.create(properties)) {
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                try {
                    answer(admin, line.split(" "));
                } catch (ExecutionException exception) {
                    OUT.println("error " + exception.getCause());
                }
                OUT.println("end");
                OUT.flush();
            }
        }
    }

    private static void answer(Admin admin, String[] words) throws Exception {
        String prefix = decoded(words[0]);
        Set<String> groups = new TreeSet<>();
        for (int place = 1; place < words.length; place++) groups.add(decoded(words[place]));
        for (Object listing : listings(admin)) {
            String group = (String) told(listing, "groupId");
            if (!group.startsWith(prefix)) continue;
            groups.add(group);
            OUT.println("group " + encoded(group) + " " + described(listing));
        }
        Map<String, ListConsumerGroupOffsetsSpec> wanted = new HashMap<>();
        for (String group : groups) wanted.put(group, new ListConsumerGroupOffsetsSpec());
        Set<String> topics = new TreeSet<>();
        ListConsumerGroupOffsetsResult result = admin.listConsumerGroupOffsets(wanted);
        for (String group : groups) {
            Map<TopicPartition, OffsetAndMetadata> offsets;
            try {
                offsets = result.partitionsToOffsetAndMetadata(group).get();
            } catch (ExecutionException exception) {
                OUT.println("failed " + encoded(group) + " " + encoded(exception.getCause().toString()));
                continue;
            }
            for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : offsets.entrySet()) {
                OffsetAndMetadata committed = entry.getValue();
                if (committed == null) continue;
                topics.add(entry.getKey().topic());
                OUT.println(
                    "offset " + encoded(group) + " " + entry.getKey().topic() + " " + entry.getKey().partition() + " "
                        + committed.offset() + " " + committed.leaderEpoch().orElse(-1) + " "
                        + encoded(committed.metadata()));
            }
        }
        List<String> present = new ArrayList<>(topics);
        present.retainAll(admin.listTopics().names().get());
        for (TopicDescription topic : admin.describeTopics(present).allTopicNames().get().values()) {
            OUT.println("topic " + topic.name() + " " + topic.topicId());
        }
    }

    /** Every group from Kafka 4.0 on; before, those of consumers. */
    private static Collection<?> listings(Admin admin) throws Exception {
        Object result;
        try {
            result = Admin.class.getMethod("listGroups").invoke(admin);
        } catch (NoSuchMethodException exception) {
            result = Admin.class.getMethod("listConsumerGroups").invoke(admin);
        }
        return (Collection<?>) ((KafkaFuture<?>) told(result, "all")).get();
    }

    /** State, kind and the members' protocol, each "-" where it is not told or empty. */
    private static String described(Object listing) throws Exception {
        try {
            return word(told(listing, "groupState")) + " " + word(told(listing, "type")) + " "
                + word(told(listing, "protocol"));
        } catch (NoSuchMethodException exception) {
            boolean isSimple = (Boolean) told(listing, "isSimpleConsumerGroup");
            return word(told(listing, "state")) + " " + word(told(listing, "type")) + " " + (isSimple ? "-" : "consumer");
        }
    }

    private static Object told(Object value, String method) throws Exception {
        return value.getClass().getMethod(method).invoke(value);
    }

    private static String word(Object value) {
        Object told = value instanceof Optional ? ((Optional<?>) value).map(Object::toString).orElse("") : value;
        return told.toString().isEmpty() ? "-" : told.toString();
    }

    private static String encoded(String text) {
        String code = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return code.isEmpty() ? "=" : code;
    }

    private static String decoded(String code) {
        return new String(Base64.getDecoder().decode(code), StandardCharsets.UTF_8);
    }
}
