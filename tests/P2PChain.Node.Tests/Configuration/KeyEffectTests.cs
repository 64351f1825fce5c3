using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.IO;
using P2PChain.Actors;
using P2PChain.Node.Configuration;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>Every key that is documented changes what a node does. A key without a row here fails.</summary>
public sealed class KeyEffectTests(ITestOutputHelper output) : KeyStage(output)
{
    private static readonly string Key = TestKeys.Alice.PublicKey.Hex;

    private static readonly SortedDictionary<string, Func<KeyEffectTests, Task>> Effects = new(StringComparer.Ordinal)
    {
        ["listen"] = static test => test.It_listens_there(),
        ["peers"] = static test => test.They_are_dialled(),
        ["data"] = static test => test.The_ledger_lies_there(),
        ["headless"] = static test => test.There_is_no_console(),
        ["names"] = static _ => Elsewhere(
            Settings($"names.{Key} = Alice").Names.Find(TestKeys.Alice.PublicKey) == "Alice",
            "Names_of_the_shared_file_are_shown_at_another_site_and_in_its_log"),
        ["mining.mode"] = static test => test.Blocks_come_though_nothing_waits(),
        ["limits.peers-inbound"] = static test => test.There_is_no_slot_for_another(),
        ["limits.peers-outbound"] = static _ => Elsewhere(
            Settings("limits.peers-outbound = 3").Discovery.OutboundMax == 3,
            "No_more_connections_are_sought_than_are_wanted"),
        ["discovery.addresses"] = static _ => Elsewhere(
            Settings("discovery.addresses = on").Discovery.IsOn && !Settings("discovery.addresses = off").Discovery.IsOn,
            "Nodes_that_know_one_node_in_common_find_each_other"),
        ["discovery.lan"] = static _ => Elsewhere(
            Settings("discovery.lan = on", "listen = \"0.0.0.0:6000\"").Discovery.IsLanOn
                && !Settings("discovery.lan = off", "network.name = n", "listen = \"0.0.0.0:6000\"").Discovery.IsLanOn,
            "Three_nodes_of_a_named_network_on_one_segment_find_each_other_within_five_seconds"),
        ["discovery.seeds"] = static _ => Elsewhere(
            Settings("discovery.seeds = [\"seed.example:6000\"]").Discovery is { IsOn: true, Seeds: [{ Host: "seed.example" }] },
            "A_seed_is_dialled_again_each_minute_while_there_is_no_peer"),
        ["limits.peers-per-address"] = static test => test.A_second_connection_with_an_address_is_refused(),
        ["limits.outbox-bytes"] = static _ => Elsewhere(
            Settings("limits.outbox-bytes = 65536").Peering.OutboxBytesMax == 65_536,
            "A_peer_that_does_not_read_is_cut_off_at_the_bound_of_the_outbox"),
        ["limits.answer-bytes-per-second"] = static _ => Elsewhere(
            Settings("limits.answer-bytes-per-second = 65536").Peering.AnswerBytesPerSecond == 65_536,
            "All_strangers_together_get_no_more_than_the_rate_of_the_node"),
        ["transport.ping-interval"] = static test => test.A_peer_is_asked_more_often(),
        ["transport.ping-timeout"] = static test => test.A_silent_peer_is_dead_sooner(),
        ["transport.handshake-timeout"] = static test => test.A_handshake_may_take_less(),
        ["transport.dial-timeout"] = static test => test.A_dial_may_take_less(),
        ["http.enabled"] = static _ => Elsewhere(
            Settings().Http.IsOn && !Settings("http.enabled = false").Http.IsOn,
            "Without_HTTP_no_part_of_it_is_loaded_and_there_is_no_token"),
        ["http.listen"] = static _ => Elsewhere(
            Settings().Http.Listen is null
                && Settings("http.listen = \"127.0.0.1:8123\"").Http.Listen is { Port: 8123 },
            "A_configured_address_in_use_keeps_the_node_from_starting"),
        ["http.hosts"] = static _ => Elsewhere(
            Settings("http.hosts = [\"ledger.example\"]").Http.Hosts is ["ledger.example"],
            "A_request_as_a_foreign_page_makes_it_reads_nothing"),
        ["log.level"] = static test => test.More_is_logged(),
        ["log.directory"] = static test => test.The_log_lies_there(),

        // A network's parameters are of one effect here: another value is another network. What each rule does is shown
        // there.
        ["network.name"] = static _ => OtherNetwork(
            "The_networks_name_is_asked_for_where_there_is_one", "network.name = other"),
        ["network.genesis-time-ms"] = static _ => OtherNetwork(
            "A_clock_before_the_network_began_is_refused_before_anything_is_made", "network.genesis-time-ms = 1"),
        ["network.initial-difficulty"] = static _ => OtherNetwork(
            "A_block_that_breaks_a_rule_on_its_parent_is_refused_by_that_name", "network.initial-difficulty = 257"),
        ["network.max-block-bytes"] = static _ => OtherNetwork(
            "The_list_of_transactions_has_a_largest_size", "network.max-block-bytes = 65536"),
        ["network.members"] = static _ => OtherNetwork(
            "Another_key_than_a_member_s_is_refused_as_an_offence_and_condemns_a_block", $"network.members = [\"{Key}\"]"),
        ["network.miners"] = static _ => OtherNetwork(
            "Listed_miners_seal_their_blocks", $"network.miners = [\"{Key}\"]"),
        ["network.stewards"] = static _ => OtherNetwork(
            "The_policy_says_who_may_release", $"network.stewards = [\"{Key}\"]"),
        ["network.release-policy"] = static _ => OtherNetwork(
            "The_policy_says_who_may_release", "network.release-policy = holder"),
        ["network.retarget"] = static _ => OtherNetwork(
            "Moving_difficulty_follows_the_gap", "network.retarget = moving"),
        ["network.target-spacing-ms"] = static _ => OtherNetwork(
            "Moving_difficulty_follows_the_gap", "network.target-spacing-ms = 60001", "network.retarget = moving"),
        ["network.half-life-ms"] = static _ => OtherNetwork(
            "Moving_difficulty_follows_the_gap", "network.half-life-ms = 1920001", "network.retarget = moving"),
    };

    public static TheoryData<string> Keys => [.. Effects.Keys];

    [Fact]
    public void Every_documented_key_has_a_row_and_every_row_a_key()
    {
        var reference = HoconReader.Read(
            NodeSettingsReader.ReferenceText(), "reference.conf", OriginKind.Reference,
            ImmutableDictionary<string, string>.Empty);
        var documented = SettingsTree.Of(reference.Assignments).Descendants()
            .Where(static node => node.Setting is not null || node.IsMap)
            .Select(static node => node.Key.Text["p2pchain.".Length..]);
        Assert.Equal(documented.Order(StringComparer.Ordinal), Effects.Keys);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public Task Every_documented_key_changes_something(string key) => Effects[key](this);

    private async Task It_listens_there()
    {
        if (OperatingSystem.IsMacOS()) return; // has no second address of its own
        await using var node = await StartNodeAsync("listen=127.0.0.2:0");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse("127.0.0.2"), PortOf(node));
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(PortOf(node)));
        await EndAsync(node);
    }

    private async Task They_are_dialled()
    {
        using var peer = new TcpListener(IPAddress.Loopback, 0);
        peer.Start();
        await using var node = Start($"peers={peer.LocalEndpoint}");
        (await peer.AcceptTcpClientAsync().WaitAsync(Patience)).Dispose();
    }

    private async Task The_ledger_lies_there()
    {
        await using var node = await StartNodeAsync("data=elsewhere");
        Assert.True(File.Exists(In("elsewhere/ledger.db")));
        await EndAsync(node);
    }

    private async Task There_is_no_console()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var node = Start("headless=true");
        node.EndInput();
        await node.ExpectAsync(@"\[INF\].* pid ");
        node.Terminate();
        Assert.Equal(ExitCode.Ok, await node.ExitCodeAsync());
        Assert.DoesNotContain(node.OutputLines, static line => line.Contains("select", StringComparison.Ordinal));
    }

    private async Task Blocks_come_though_nothing_waits()
    {
        await using var node = await StartNodeAsync("mining.mode=continuous");
        await node.SeenAsync("^block [0-9]+ mined here");
        await EndAsync(node);
    }

    private async Task There_is_no_slot_for_another()
    {
        await using var node = await StartNodeAsync("limits.peers-inbound=0");
        using var client = await ConnectAsync(PortOf(node));
        await AnnounceAsync(client);
        Assert.Contains("no slot", await UntilClosedAsync(client), StringComparison.Ordinal);
        await EndAsync(node);
    }

    private async Task A_second_connection_with_an_address_is_refused()
    {
        var (_, bind) = await StartOverProbeAsync(Settings("limits.peers-per-address = 1"));
        const int heard = 4; // of those that are refused so many are kept until they said who they are
        var connections = Enumerable.Range(0, 1 + heard + 1).Select(_ => CreateTestProbe()).ToList();
        for (var i = 0; i < connections.Count; i++)
            bind.Handler.Tell(
                new Tcp.Connected(new IPEndPoint(IPAddress.Parse("192.0.2.9"), 50_001 + i), bind.LocalAddress),
                connections[i]);
        foreach (var connection in connections[..^1]) await connection.ExpectMsgAsync<Tcp.Register>(Patience);
        await connections[^1].ExpectMsgAsync<Tcp.Abort>(Patience);
    }

    private async Task A_dial_may_take_less()
    {
        var (tcp, _) = await StartOverProbeAsync(
            Settings("transport.dial-timeout = 700ms", "peers = [\"192.0.2.9:6000\"]"));
        Assert.Equal(TimeSpan.FromMilliseconds(700), (await tcp.ExpectMsgAsync<Tcp.Connect>(Patience)).Timeout);
    }

    private async Task A_peer_is_asked_more_often()
    {
        await using var node = await StartNodeAsync("transport.ping-interval=200ms", "transport.ping-timeout=1s");
        using var client = await ConnectAsync(PortOf(node));
        await AnnounceAsync(client);

        // One begins the conversation; by default the next would come after fifteen seconds, and the end long after.
        Assert.InRange((await UntilClosedAsync(client)).Split("\"ping\"").Length - 1, 3, 6);
        await EndAsync(node);
    }

    private async Task A_silent_peer_is_dead_sooner()
    {
        await using var node = await StartNodeAsync("transport.ping-interval=300ms", "transport.ping-timeout=600ms");
        using var client = await ConnectAsync(PortOf(node));
        await AnnounceAsync(client);
        await UntilClosedAsync(client);
        await node.SeenAsync("^peer .* disconnected: nothing heard of it");
        await EndAsync(node);
    }

    private async Task A_handshake_may_take_less()
    {
        await using var node = await StartNodeAsync("transport.handshake-timeout=300ms", "log.level=debug");
        var started = Environment.TickCount64;
        using var client = await ConnectAsync(PortOf(node));
        Assert.Equal("", await UntilClosedAsync(client));
        Assert.InRange(Environment.TickCount64 - started, 0, 9_000); // a first line may take ten seconds whatever this key says
        await EndAsync(node);
    }

    private async Task More_is_logged()
    {
        await using var node = await StartNodeAsync("log.level=debug");
        await EndAsync(node);
        Assert.Contains("[DBG]", LogIn(Path.Combine(DataPath, "logs")), StringComparison.Ordinal);
    }

    private async Task The_log_lies_there()
    {
        await using var node = await StartNodeAsync("log.directory=elsewhere");
        await EndAsync(node);
        Assert.Contains("listens on", LogIn(In("elsewhere")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(DataPath, "logs")));
    }

    private static string LogIn(string directory) => File.ReadAllText(
        Assert.Single(Directory.GetFiles(directory, "*.log")));

    private static Task OtherNetwork(string test, params string[] settings)
    {
        var others = Settings(settings[1..]).Network;
        return Elsewhere(Settings(settings).Network.Genesis().Hash != others.Genesis().Hash, test);
    }

    /// <summary>The setting has the value, and a test by this name shows what that does.</summary>
    private static Task Elsewhere(bool isSet, string test)
    {
        Assert.True(isSet);
        Assert.Contains(
            Directory.EnumerateFiles(Repository.In("tests"), "*Tests.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains($" {test}(", StringComparison.Ordinal));
        return Task.CompletedTask;
    }
}
