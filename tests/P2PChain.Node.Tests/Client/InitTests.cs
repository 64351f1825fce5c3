using System.Net;
using System.Net.Sockets;
using P2PChain.Actors;
using P2PChain.Node.Tests.Processes;

namespace P2PChain.Node.Tests.Client;

/// <summary>From <c>key</c> and <c>init</c> to a network of offices.</summary>
public sealed class InitTests : IDisposable
{
    private static readonly string[] Offices = ["Berlin", "Lyon \"west\"", "Porto"];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Three_offices_agree_on_a_request_with_one_file_for_all()
    {
        var (ports, words) = (FreePorts(), new List<string>());
        for (var i = 0; i < Offices.Length; i++)
        {
            Directory.CreateDirectory(Place(i));
            words.AddRange(["--member", $"{Offices[i]}={await KeyAsync(Place(i))}"]);
            words.AddRange(["--peer", $"{Offices[i]}=127.0.0.1:{ports[i]}"]);
        }
        var made = await CommandLineRun.OfAsync(_scratch.Path, ["init", "--out", "net", .. words]);
        Assert.Equal((ExitCode.Ok, _scratch.In("net/network.conf")), (made.Code, Assert.Single(made.Output)));
        Assert.Contains("The lists of keys are fixed", Assert.Single(made.Errors), StringComparison.Ordinal);
        var check = await CommandLineRun.OfAsync(_scratch.Path, "config", "check", "net/network.conf");
        Assert.Equal(ExitCode.Ok, check.Code);

        var nodes = new List<NodeProcess>();
        try
        {
            for (var i = 0; i < Offices.Length; i++)
            {
                File.Copy(_scratch.In("net/network.conf"), Path.Combine(Place(i), "network.conf"));
                nodes.Add(NodeProcess.Start(
                    Place(i), "network.conf", "--headless", "--set", $"p2pchain.listen=127.0.0.1:{ports[i]}",
                    "--set", "p2pchain.http.listen=127.0.0.1:0"));
            }
            foreach (var node in nodes) await node.SeenAsync(" http 127");
            for (var i = 0; i < Offices.Length; i++) await SeeInStepAsync(Place(i));
            var request = await CommandLineRun.OfAsync(
                Place(2), "request", "laptop-1", "--note", "for Anna", "--wait", "everywhere");
            Assert.True(request.Code == ExitCode.Ok, string.Join('\n', request.Output.Concat(request.Errors)));
            Assert.Equal("block 1 is at each of 2 peers", request.Output[^1]);
            for (var i = 0; i < Offices.Length; i++)
            {
                var item = await CommandLineRun.OfAsync(Place(i), "item", "laptop-1");
                Assert.Matches("^laptop-1: held by (me \\()?Porto.* since block 1 .* \"for Anna\"", item.Output[0]);
            }
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_spare_key_opens_with_its_passphrase_only_and_is_listed()
    {
        var key = await KeyAsync(_scratch.Path);
        Assert.Equal(key, await KeyAsync(_scratch.Path)); // it is kept
        var made = await CommandLineRun.OfAsync(
            _scratch.Path, "init", "--member", $"Berlin={key}", "--spare", "2", "--out", "net");
        Assert.Equal((ExitCode.Ok, 3), (made.Code, made.Output.Count));
        var spare = made.Output[2].Split('\t');
        Assert.Equal(_scratch.In("net/spare-2.pem"), spare[0]);
        Assert.Contains("ENCRYPTED", await File.ReadAllTextAsync(spare[0]), StringComparison.Ordinal);
        var wrong = await UnsealAsync("later", spare[0], made.Output[1].Split('\t')[1]);
        Assert.Equal((ExitCode.Error, 0), (wrong.Code, wrong.Output.Count));
        Assert.False(File.Exists(_scratch.In("later/node.pem")));
        var right = await UnsealAsync("later", spare[0], spare[1]);
        Assert.Equal(ExitCode.Ok, right.Code);
        var network = await File.ReadAllTextAsync(_scratch.In("net/network.conf"));
        Assert.Contains($"\"{right.Output[0]}\" = \"Spare 2\"", network, StringComparison.Ordinal);
        Assert.Equal(3, network.Split(right.Output[0]).Length - 1); // member, miner, name
        Assert.Equal(ExitCode.Error, (await UnsealAsync("later", spare[0], spare[1])).Code);
    }

    [Fact]
    public async Task A_mistake_is_one_sentence_and_writes_nothing()
    {
        var member = $"Berlin={await KeyAsync(_scratch.Path)}";
        await RefusedAsync("is no key of Berlin", "--member", "Berlin=02ab");
        await RefusedAsync("has no name and value", "--member", "Berlin");
        await RefusedAsync("The network has no member");
        await RefusedAsync("--miner Rome is no member", "--member", member, "--miner", "Rome");
        await RefusedAsync("--peer Rome is no office", "--member", member, "--peer", "Rome=10.9.0.1:6000");
        await RefusedAsync("is no address", "--member", member, "--peer", "Berlin=10.9.0.1");
        await RefusedAsync("Two offices are called", "--member", member, "--member", member);
        await RefusedAsync("has the key of another office", "--member", member, "--member", "Rome" + member[6..]);
        await RefusedAsync("--spare is 0 to 20", "--member", member, "--spare", "21");
        Assert.False(Directory.Exists(_scratch.In("net")));
        string[] words = ["init", "--member", member, "--out", "net"];
        Assert.Equal(ExitCode.Ok, (await CommandLineRun.OfAsync(_scratch.Path, words)).Code);
        var first = await File.ReadAllTextAsync(_scratch.In("net/network.conf"));
        Assert.Equal(ExitCode.Error, (await CommandLineRun.OfAsync(_scratch.Path, words)).Code);
        Assert.Equal(first, await File.ReadAllTextAsync(_scratch.In("net/network.conf")));
    }

    private string Place(int office) => _scratch.In($"office-{office}");

    private static async Task<string> KeyAsync(string directory)
    {
        var run = await CommandLineRun.OfAsync(directory, "key");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Matches("^0[23][0-9a-f]{64}$", Assert.Single(run.Output));
        return run.Output[0];
    }

    private static async Task SeeInStepAsync(string place)
    {
        for (var deadline = Environment.TickCount64 + 60_000; ;)
        {
            var status = await CommandLineRun.OfAsync(place, "status");
            if (status.Output is [var verdict, ..]
                && verdict.StartsWith("HEALTHY  in step with 2 of 2 peers", StringComparison.Ordinal)) return;
            Assert.True(Environment.TickCount64 < deadline, string.Join('\n', status.Output.Concat(status.Errors)));
        }
    }

    private async Task<CommandLineRun> UnsealAsync(string data, string file, string passphrase)
    {
        await using var key = NodeProcess.Start(_scratch.Path, "key", "--data", data, "--sealed", file);
        await key.SendAsync(passphrase);
        key.EndInput();
        return new CommandLineRun(await key.ExitCodeAsync(), key.OutputLines, key.ErrorLines);
    }

    private async Task RefusedAsync(string sentence, params string[] words)
    {
        var run = await CommandLineRun.OfAsync(_scratch.Path, ["init", "--out", "net", .. words]);
        Assert.Equal((ExitCode.Usage, 0), (run.Code, run.Output.Count));
        Assert.Contains(sentence, run.Errors[0], StringComparison.Ordinal);
    }

    private static int[] FreePorts()
    {
        var probes = Offices.Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var probe in probes) probe.Start();
        int[] ports = [.. probes.Select(static probe => ((IPEndPoint)probe.LocalEndpoint).Port)];
        foreach (var probe in probes) probe.Dispose();
        return ports;
    }
}
