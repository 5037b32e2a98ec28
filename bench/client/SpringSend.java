import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.mail.internet.MimeMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Spring's JavaMailSender, a hundred mails over each connection: host port threads warm-up-seconds seconds folder */
public class SpringSend {
  static final int BATCH = 100;
  static final JavaMailSenderImpl sender = new JavaMailSenderImpl();
  static String text, html;

  static MimeMessage message(int index) throws Exception {
    MimeMessage message = sender.createMimeMessage();
    MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
    String name = "Customer " + index;
    helper.setFrom("shop@example.test", "The Shop");
    helper.setTo(new javax.mail.internet.InternetAddress("user" + index + "@example.test", name));
    helper.setSubject("Your order " + (100_000 + index) + " – confirmation");
    helper.setText(text.replace("NAME", name), html.replace("NAME", name));
    return message;
  }

  static int sendUntil(long end) throws Exception {
    int count = 0;
    while (System.nanoTime() < end) {
      MimeMessage[] batch = new MimeMessage[BATCH];
      for (int i = 0; i < BATCH; i++) batch[i] = message(count++);
      sender.send(batch);
    }
    return count;
  }

  static int sendFor(double seconds, int threads) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    Callable<Integer> task = () -> sendUntil(end);
    int count = 0;
    for (var result : executor.invokeAll(IntStream.range(0, threads).mapToObj(i -> task).toList())) count += result.get();
    executor.shutdown();
    return count;
  }

  static long cpu() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return ((com.sun.management.OperatingSystemMXBean) system).getProcessCpuTime();
  }

  public static void main(String[] words) throws Exception {
    sender.setHost(words[0]);
    sender.setPort(Integer.parseInt(words[1]));
    text = Files.readString(Path.of(words[5], "text.txt"));
    html = Files.readString(Path.of(words[5], "html.html"));
    int threads = Integer.parseInt(words[2]);
    sendFor(Double.parseDouble(words[3]), threads);
    long start = System.nanoTime(), before = cpu();
    int count = sendFor(Double.parseDouble(words[4]), threads);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("{\"rate\":%.1f,\"cpu\":%.1f}%n", count / seconds, (cpu() - before) / 1e3 / count);
  }
}
