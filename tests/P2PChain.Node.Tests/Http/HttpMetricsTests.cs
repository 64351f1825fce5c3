using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using P2PChain.Actors.Metrics;
using P2PChain.Http.Metrics;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Http;

/// <summary>docs/metrics.md.</summary>
public sealed partial class HttpMetricsTests(ITestOutputHelper output) : HttpStage(output)
{
    /// <summary>Each metric by its name in Prometheus, with the suffixes of its series.</summary>
    private static readonly Lazy<HashSet<string>> Existing = new(static () =>
    {
        using var node = new NodeMeter("names");
        using var gauges = new NodeGauges("names of gauges", static _ => "");
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("names", StringComparison.Ordinal)) names.UnionWith(Names(instrument));
        };
        listener.Start();
        return names;
    });

    [Fact]
    public async Task A_request_a_refusal_and_a_wrong_token_are_counted()
    {
        await StartAsync();
        await PostAsync("/api/requests?wait=20", """{"items": ["a", "b"]}""");
        await PostAsync("/api/requests?wait=20", """{"items": ["a"]}""");
        using var refused = await SendAsync(HttpMethod.Get, "/api/status", "wrong");
        var metrics = await MetricsAsync();
        Assert.Equal(2, Sum(metrics, "p2pchain_transactions_total", "source=\"here\"", "verdict=\"accepted\""));
        Assert.Equal(1, Sum(metrics, "p2pchain_transactions_total", "verdict=\"refused\"", "reason=\"held-by\""));
        Assert.Equal(1, Sum(metrics, "p2pchain_http_refused_total", "reason=\"wrong-token\""));
        Assert.Equal(2, Sum(metrics, "p2pchain_items_held"));
        var height = Sum(metrics, "p2pchain_height");
        Assert.InRange(height, 1, 2);
        Assert.Equal(height, Sum(metrics, "p2pchain_blocks_total", "source=\"own\"", "verdict=\"connected\""));
        Assert.InRange(Sum(metrics, "p2pchain_commit_seconds_count"), height, 10);
        Assert.Equal(1, Sum(metrics, "p2pchain_problems"));
    }

    [Fact]
    public async Task Messages_and_the_ends_of_connections_are_counted_by_kind()
    {
        var far = await StartAsync();
        var other = Address;
        await StartAsync(Testing.TestKeys.Bob);
        var (_, connected) = await PostAsync("/api/peers", $$"""{"address": "{{far.Refs.Listens}}"}""");
        Assert.Equal("p2pchain.connected/1", Text(connected, "schema"));
        await PostAsync("/api/requests?wait=20", """{"items": ["a"]}""");
        var metrics = await MetricsAsync();
        foreach (var way in (string[])["received", "sent"])
        {
            Assert.Equal(1, Sum(metrics, $"p2pchain_messages_{way}_total", "type=\"peer_announce\""));
            Assert.True(Sum(metrics, $"p2pchain_{way}_bytes_total") > 500);
        }
        Assert.Equal(1, Sum(metrics, "p2pchain_peers", "direction=\"out\"", "kind=\"extended\""));
        Assert.Equal(0, Sum(metrics, "p2pchain_messages_sent_total", "type=\"other\""));
        StopsAmid(far.Refs.Node);
        await Actors.P2PNode.StopAsync(far.Refs, TimeSpan.FromSeconds(10));
        await AwaitAssertAsync(async () => Assert.Equal(
            1, Sum(await MetricsAsync(), "p2pchain_connections_ended_total", "reason=\"said_bye\"")));
        Assert.NotEqual(other, Address);
    }

    [Fact]
    public async Task Each_metric_has_the_name_that_its_instrument_leads_to()
    {
        await StartAsync();
        await PostAsync("/api/requests?wait=20", """{"items": ["a"]}""");
        var served = Name().Matches(await MetricsAsync()).Select(static match => match.Value).Distinct().ToList();
        Assert.InRange(served.Count, 15, 60);
        Assert.Empty(served.Except(Existing.Value));
    }

    [Theory]
    [InlineData("docs/metrics.md")]
    [InlineData("docs/deploy/prometheus-alerts.yml")]
    [InlineData("docs/deploy/grafana-dashboard.json")]
    public void Each_metric_that_a_file_names_exists(string file)
    {
        var named = Name().Matches(File.ReadAllText(Repository.In(file)))
            .Select(static match => match.Value).Distinct().ToList();
        Assert.InRange(named.Count, 8, 60);
        Assert.Empty(named.Except(Existing.Value));
    }

    [Fact]
    public void Each_metric_is_documented()
    {
        var text = File.ReadAllText(Repository.In("docs/metrics.md"));
        var isSeries = Name().Matches(text).Select(static match => match.Value).ToHashSet(StringComparer.Ordinal);
        var whole = Existing.Value.Where(static name => !Series().IsMatch(name));
        Assert.All(whole, name => Assert.Contains(name, isSeries));
    }

    private static IEnumerable<string> Names(Instrument instrument)
    {
        var unit = instrument.Unit switch { "By" => "_bytes", "s" => "_seconds", _ => "" };
        var name = instrument.Name.Replace('.', '_') + unit;
        if (instrument is Counter<long>) return [name + "_total"];
        return instrument is Histogram<double>
            ? [name, name + "_bucket", name + "_sum", name + "_count"]
            : [name];
    }

    private static double Sum(string metrics, string name, params string[] labels) => metrics.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)
            && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(static line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    private async Task<string> MetricsAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/metrics", token: null);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("p2pchain_[a-z_]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Series();
}
