using System.Diagnostics;
using System.Globalization;
using static System.FormattableString;

namespace P2PChain.Benchmarks;

/// <summary>
/// Three node processes on the loopback, one request after another: typed at A → confirmed and durable on A, B and C,
/// as
/// their consoles say it. So the figure includes reading and writing three pipes.
/// </summary>
internal static class RequestBenchmark
{
    private const int WarmUp = 30;

    public static async Task RunAsync(int count)
    {
        var scratch = Directory.CreateTempSubdirectory("p2pchain-bench-").FullName;
        try
        {
            using var a = await ConsoleProcess.StartAsync(scratch, "a");
            using var b = await ConsoleProcess.StartAsync(scratch, "b");
            using var c = await ConsoleProcess.StartAsync(scratch, "c");
            foreach (var node in new[] { b, c })
            {
                var connected = node.WhenPrinted("connected to ");
                node.Type(Invariant($"connect 127.0.0.1 {a.Port}"));
                await connected;
            }
            var times = new List<double>(count);
            for (var i = -WarmUp; i < count; i++)
            {
                var milliseconds = await OnceAsync(a, b, c, "item-" + i.ToString(CultureInfo.InvariantCulture));
                if (i >= 0) times.Add(milliseconds);
            }
            Report(times, Floor.Measure(scratch));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<double> OnceAsync(ConsoleProcess a, ConsoleProcess b, ConsoleProcess c, string item)
    {
        var everywhere = Task.WhenAll(
            a.WhenPrinted(item + ": confirmed in"), b.WhenPrinted(item + " requested by"), c.WhenPrinted(item + " requested by"));
        var start = Stopwatch.GetTimestamp();
        a.Type("request " + item);
        await everywhere.WaitAsync(TimeSpan.FromSeconds(20));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Report(List<double> times, Floor floor)
    {
        times.Sort();
        var (p50, p99) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        Console.WriteLine(
            Invariant($"request: typed at A to confirmed on A, B and C, {times.Count} one after another"));
        Console.WriteLine(Invariant($"  p50 {p50:0.00} ms   p99 {p99:0.00} ms   max {times[^1]:0.00} ms"));
        Console.WriteLine(Invariant($"  floor {floor.Total:0.00} ms = sign {floor.Sign:0.000} + verify {floor.Verify:0.000} + 256 hashes {floor.Hashes:0.000} + synced commit {floor.Commit:0.000} + 2 hops {floor.Hops:0.000}"));
        Console.WriteLine(Invariant($"  p50 / floor = {p50 / floor.Total:0.0} (target: 3)"));
        Console.WriteLine(Invariant($$"""{"benchmark": "request", "count": {{times.Count}}, "p50_ms": {{p50:0.000}}, "p99_ms": {{p99:0.000}}, "floor_ms": {{floor.Total:0.000}}, "ratio": {{p50 / floor.Total:0.00}}}"""));
    }
}
