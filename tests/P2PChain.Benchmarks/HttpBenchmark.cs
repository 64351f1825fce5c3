using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using static System.FormattableString;

namespace P2PChain.Benchmarks;

/// <summary>
/// One node process with a long ledger, one client on the same machine. Reads: the floor is <c>/health/live</c>, which
/// asks nothing of the ledger. Requests: from the post to the confirmation, in turn without and with 50 clients that
/// watch the events.
/// </summary>
internal static class HttpBenchmark
{
    private const int Reads = 100;
    private const int Rounds = 10;
    private const int RequestsPerRound = 50;
    private const int Watchers = 50;

    /// <summary>Prints the times.</summary>
    /// <param name="blocks">The length of the chain; each block requests one item.</param>
    public static async Task RunAsync(int blocks)
    {
        var scratch = Directory.CreateTempSubdirectory("p2pchain-http-").FullName;
        try
        {
            var data = Directory.CreateDirectory(Path.Combine(scratch, "node")).FullName;
            DrawnLedger.Write(Path.Combine(data, "ledger.db"), blocks, itemsPerBlock: 1);
            using var node = await ConsoleProcess.StartAsync(scratch, "node");
            using var client = new HttpClient { BaseAddress = new Uri("http://" + node.Http) };
            var token = await File.ReadAllTextAsync(Path.Combine(data, "http.token"));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
            Console.WriteLine(Invariant($"{blocks:N0} blocks, {blocks:N0} items               first        p50        p99"));
            await ReadAsync(client, "/health/live");
            await ReadAsync(client, "/api/status");
            await ReadAsync(client, "/api/items");
            await ReadAsync(client, Invariant($"/api/items?limit=1000&after=item-{blocks / 2}-0"));
            await ReadAsync(client, "/api/items?state=held&search=-7");
            await ReadAsync(client, "/api/items/item-1-0/history");
            await RequestAsync(client);
            Console.WriteLine(Invariant($"resident: {node.ResidentMebibytes:N0} MiB"));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task ReadAsync(HttpClient client, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < Reads; i++) times.Add(await TimeAsync(() => client.GetAsync(path)));
        Print(path, times);
    }

    private static async Task RequestAsync(HttpClient client)
    {
        List<double> alone = [], watched = [];
        for (var round = 0; round < Rounds; round++)
        {
            alone.AddRange(await RequestsAsync(client, round, "alone"));
            var streams = new List<Stream>();
            for (var i = 0; i < Watchers; i++) streams.Add(await client.GetStreamAsync("/api/events"));
            using var over = new CancellationTokenSource();
            var reading = streams.Select(stream => DrainAsync(stream, over.Token)).ToArray();
            watched.AddRange(await RequestsAsync(client, round, "watched"));
            await over.CancelAsync();
            await Task.WhenAll(reading);
        }
        Print("request, confirmed", alone);
        Print(Invariant($"with {Watchers} watching"), watched);
        Console.WriteLine(Invariant($"p99 with / without: {P99(watched) / P99(alone):0.00} (target 1.2)"));
    }

    private static async Task<List<double>> RequestsAsync(HttpClient client, int round, string kind)
    {
        var times = new List<double>();
        for (var i = 0; i < RequestsPerRound; i++)
        {
            var body = Invariant($$"""{"items": ["{{kind}}-{{round}}-{{i}}"]}""");
            times.Add(await TimeAsync(() => client.PostAsync(
                "/api/requests?wait=20", new StringContent(body, Encoding.UTF8, "application/json"))));
        }
        return times;
    }

    private static async Task DrainAsync(Stream stream, CancellationToken over)
    {
        await using var _ = stream;
        try
        {
            await stream.CopyToAsync(Stream.Null, over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
    }

    private static async Task<double> TimeAsync(Func<Task<HttpResponseMessage>> send)
    {
        var begun = Stopwatch.GetTimestamp();
        using var answer = await send();
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static double P99(List<double> times) => times.Order().ElementAt(times.Count * 99 / 100);

    private static void Print(string what, List<double> times)
    {
        var p50 = times.Order().ElementAt(times.Count / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-40} {times[0],7:0.0} ms {p50,7:0.0} ms {P99(times),7:0.0} ms"));
    }
}
