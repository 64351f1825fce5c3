using System.Text.Json;
using System.Text.RegularExpressions;
using P2PChain.Actors;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>docs/commands.md, with a real node.</summary>
public sealed class OneShotTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Each_operation_answers_with_the_lines_of_the_console_and_its_exit_code()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", arguments: "--headless");
        await ExpectAsync(0, "^laptop-1: confirmed in block 1$", "request", "laptop-1", "--note", "for Anna",
            "--wait", "confirmed");
        await ExpectAsync(0, "^b: accepted, waiting for a block; txid [0-9a-f]{12}$", "request", "b");
        await ExpectErrorAsync(3, "^laptop-1: refused: held by me ", "request", "laptop-1");
        await ExpectErrorAsync(3, "^so none of these items was requested$", "request", "c", "laptop-1");
        await ExpectAsync(0, "^laptop-1\tme \\([0-9a-f]{8}…\\)\tblock 1\t", "items");
        await ExpectAsync(0, "^laptop-1: held by me .* \"for Anna\"", "item", "laptop-1");
        await ExpectErrorAsync(4, "^zz: no such item was ever requested", "item", "zz");
        await ExpectAsync(0, "laptop-1", "items", "--by", "me", "--at", "1");
        await ExpectAsync(0, "for Anna", "history", "laptop-1");
        await ExpectAsync(0, "laptop-1", "block", "1");
        await ExpectErrorAsync(4, "block 99", "block", "99");
        await ExpectErrorAsync(4, "no transaction 00000000", "why", "00000000");
        await ExpectAsync(0, "^ALONE ", "status");
        await ExpectAsync(0, "^key [0-9a-f]{66} ", "whoami");
        await ExpectAsync(0, "no peer is connected", "peers");
        await ExpectAsync(0, "no peer to sync with", "sync");
        await ExpectAsync(0, "is banned", "ban", "10.0.2.0/24", "2h", "too", "loud");
        await ExpectAsync(0, "too loud", "ban");
        await ExpectAsync(0, "no longer banned", "unban", "10.0.2.0/24");
        await ExpectErrorAsync(4, "no ban was ended", "unban", "10.0.2.0/24");
        await ExpectAsync(0, "laptop-1: confirmed", "release", "laptop-1", "--wait", "everywhere");
    }

    [Fact]
    public async Task A_program_gets_the_documents_and_a_table_as_CSV()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", arguments: "--headless");
        var moves = await JsonAsync(0, "request", "a", "b", "--wait", "confirmed");
        Assert.Equal("p2pchain.moves/1", moves.GetProperty("schema").GetString());
        Assert.All(
            moves.GetProperty("moves").EnumerateArray(),
            static move => Assert.Equal("confirmed", move.GetProperty("state").GetString()));
        var refused = await JsonAsync(3, "request", "a");
        Assert.Equal("refused", refused.GetProperty("moves")[0].GetProperty("state").GetString());
        foreach (var (schema, words) in new (string, string[])[]
        {
            ("items/1", ["items"]), ("items/1", ["items", "--available"]), ("held/1", ["items", "--by", "me"]),
            ("held/1", ["items", "--at", "1"]), ("item/1", ["item", "a"]), ("history/1", ["history", "a"]),
            ("block/1", ["block", "1"]), ("pool/1", ["pool"]), ("peers/1", ["peers"]), ("status/1", ["status"]),
            ("identity/1", ["whoami"]), ("sync/1", ["sync"]), ("bans/1", ["ban"]),
            ("ban/1", ["ban", "10.0.0.1", "1h"]), ("unban/1", ["unban", "10.0.0.1"]),
        })
        {
            Assert.Equal("p2pchain." + schema, (await JsonAsync(0, words)).GetProperty("schema").GetString());
            if (schema is "ban/1" or "unban/1") continue;
            var csv = await RunAsync([.. words, "-o", "csv"]);
            Assert.Equal((0, 0), (csv.Code, csv.Errors.Count));
            Assert.DoesNotContain(csv.Output[0], static letter => letter is ' ' or '"');
        }
        var items = await RunAsync("items", "-o", "csv");
        Assert.Equal("item,holder.key,holder.name,height,since,txid", items.Output[0]);
        Assert.Equal(["a", "b"], items.Output.Skip(1).Select(static line => line.Split(',')[0]));
        await ExpectErrorAsync(4, "No transaction of this item is known", "item", "zz", "-o", "json");
        await ExpectErrorAsync(6, "not-connected|is not connected", "connect", "127.0.0.1:1", "-o", "json");
    }

    [Fact]
    public async Task A_wrong_command_line_is_one_sentence_and_asks_no_node()
    {
        await ExpectErrorAsync(2, "^xml is no value of --output: write table|plain|json|csv", "status", "-o", "xml");
        await ExpectErrorAsync(2, "^--timeout is 1 to 3,600 seconds", "status", "--timeout", "0");
        await ExpectErrorAsync(2, "no item id", "request", "two words");
        await ExpectErrorAsync(2, "no time", "items", "--at", "soon");
        await ExpectErrorAsync(2, "After --note stands one text", "request", "a", "--note", "for", "Anna");
        await ExpectErrorAsync(2, "^Either --data or --node", "status", "--node", "http://127.0.0.1:1");
        await ExpectErrorAsync(5, "^No node runs with the data directory .*/d/: start it", "status");
        var file = _scratch.In("t");
        await File.WriteAllTextAsync(file, "guess me\n");
        Assert.Equal(78, (await CommandLineRun.OfAsync(_scratch.Path, "status", "--token", file)).Code);
        Assert.Equal(78, (await CommandLineRun.OfAsync(_scratch.Path, "status", "--token", "nowhere")).Code);
        Assert.Equal(2, (await CommandLineRun.OfAsync(_scratch.Path, "status", "--node", "ftp://x")).Code);
        var down = await CommandLineRun.OfAsync(_scratch.Path, "status", "--node", "http://127.0.0.1:1");
        Assert.Equal(ExitCode.Unreachable, down.Code);
        Assert.Matches("^The node at http://127.0.0.1:1 cannot be reached .*: start it", Assert.Single(down.Errors));
    }

    [Fact]
    public async Task A_node_named_by_its_address_wants_its_token_for_a_change()
    {
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", arguments: "--headless");
        var url = (await File.ReadAllTextAsync(_scratch.In("d/http.address"))).Trim();
        var token = (await File.ReadAllTextAsync(_scratch.In("d/http.token"))).Trim();
        Assert.Equal(0, (await CommandLineRun.OfAsync(_scratch.Path, "status", "--node", url)).Code);
        var without = await CommandLineRun.OfAsync(_scratch.Path, "request", "a", "--node", url);
        Assert.Equal(1, without.Code);
        Assert.Contains("wants its token", Assert.Single(without.Errors), StringComparison.Ordinal);
        var wrong = new Dictionary<string, string> { ["P2PCHAIN_TOKEN"] = new('x', token.Length) };
        var refused = await CommandLineRun.OfAsync(_scratch.Path, wrong, "request", "a", "--node", url);
        Assert.Equal(1, refused.Code);
        Assert.Contains("refuses this token", Assert.Single(refused.Errors), StringComparison.Ordinal);
        var right = new Dictionary<string, string> { ["P2PCHAIN_TOKEN"] = token };
        Assert.Equal(0, (await CommandLineRun.OfAsync(_scratch.Path, right, "request", "a", "--node", url)).Code);
        var byFile = await CommandLineRun.OfAsync(
            _scratch.Path, "request", "b", "--node", url, "--token", "d/http.token");
        Assert.Equal(0, byFile.Code);
    }

    [Fact]
    public async Task A_request_is_everywhere_once_each_named_peer_has_its_block()
    {
        await using var first = await NodeProcess.StartNodeAsync(_scratch.Path, "d", arguments: "--headless");
        await using var second = await NodeProcess.StartNodeAsync(_scratch.Path, "e", arguments: "--headless");
        await ExpectAsync(0, "^connected to ", "connect", "127.0.0.1", $"{second.Port}");
        await ExpectAsync(0, "^block 1 is at each of 1 peer$", "request", "a", "--wait", "everywhere");
        var json = await RunAsync("request", "b", "--wait", "everywhere", "-o", "json");
        Assert.Equal((0, "block 2 is at each of 1 peer"), (json.Code, Assert.Single(json.Errors)));
        await second.KillAsync();
        await ExpectErrorAsync(
            6, $"^after 3 s not yet at 127.0.0.1:{second.Port}; the nodes go on", "request", "c", "--wait",
            "everywhere", "--timeout", "3");
    }

    [Fact]
    public async Task A_full_disk_on_standard_output_is_told()
    {
        if (!File.Exists("/dev/full")) return;
        await using var node = await NodeProcess.StartNodeAsync(_scratch.Path, "d", arguments: "--headless");
        await using var full = NodeProcess.StartRedirected(_scratch.Path, ">/dev/full", "status", "--data", "d");
        await full.ExpectErrorAsync("^Standard output cannot be written .*: make room where it goes");
        Assert.Equal(74, await full.ExitCodeAsync());
    }

    private Task<CommandLineRun> RunAsync(params string[] words) =>
        CommandLineRun.OfAsync(_scratch.Path, [.. words, "--data", _scratch.In("d") + "/"]);

    private async Task ExpectAsync(int code, string pattern, params string[] words)
    {
        var run = await RunAsync(words);
        Assert.True(
            run.Code == code && run.Errors.Count == 0 && run.Output.Any(line => Fits(line, pattern)), Told(run));
    }

    private async Task ExpectErrorAsync(int code, string pattern, params string[] words)
    {
        var run = await RunAsync(words);
        Assert.True(run.Code == code && run.Errors.Any(line => Fits(line, pattern)), Told(run));
    }

    private async Task<JsonElement> JsonAsync(int code, params string[] words)
    {
        var run = await RunAsync([.. words, "-o", "json"]);
        Assert.True(run.Code == code && run.Output.Count == 1, Told(run));
        return JsonSerializer.Deserialize<JsonElement>(run.Output[0]);
    }

    private static bool Fits(string line, string pattern) =>
        Regex.IsMatch(line, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Told(CommandLineRun run) =>
        $"exit code {run.Code}\n{string.Join('\n', run.Output)}\n--\n{string.Join('\n', run.Errors)}";
}
