using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using P2PChain.Actors;

namespace P2PChain.Node.Tests.Processes;

/// <summary>
/// docs/operations.md leads through a closed network of four. Its commands are run as they stand, at four sites.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class ClosedNetworkGuideTests : IDisposable
{
    private static readonly string[] Names = ["berlin", "lyon", "porto", "archive"];

    private readonly ScratchDirectory _scratch = new();
    private readonly Sites _sites = new(Names);
    private readonly Guide _guide = Guide.Read("First start: a closed network of four");

    public void Dispose()
    {
        _sites.Dispose();
        _scratch.Dispose();
    }

    [SitesFact]
    public async Task The_guide_leads_to_a_closed_network_in_which_a_member_s_request_is_confirmed_everywhere()
    {
        var makeKey = _guide.Next("sh");
        var (init, node) = (_guide.Next("sh"), _guide.Next("hocon"));
        var (check, start) = (_guide.Next("sh"), _guide.Next("sh").Trim());
        foreach (var site in Names)
        {
            Directory.CreateDirectory(_scratch.In(site));
            Directory.CreateSymbolicLink(
                _scratch.In($"{site}/p2pchain"), Path.GetDirectoryName(NodeProcess.Executable)!);
            init = init.Replace(site.ToUpperInvariant(), await ShellAsync(site, makeKey), StringComparison.Ordinal);
        }
        await ShellAsync(Names[0], init);
        var network = await File.ReadAllTextAsync(_scratch.In($"{Names[0]}/network.conf"));

        foreach (var site in Names)
        {
            await File.WriteAllTextAsync(_scratch.In($"{site}/network.conf"), network);
            await File.WriteAllTextAsync(_scratch.In($"{site}/node.conf"), node);
            Assert.Contains("node.conf is good", await ShellAsync(site, check), StringComparison.Ordinal);
        }

        var nodes = new List<NodeProcess>();
        try
        {
            foreach (var site in Names)
                nodes.Add(NodeProcess.Start(
                    _scratch.In(site), new Dictionary<string, string>(), _sites.At(site), start.Split(' ')[1..]));
            await nodes[0].SeenAsync("^may request: yes · may mine: yes$");
            await nodes[1].SeenAsync("^may request: yes · may mine: yes$");
            await nodes[2].SeenAsync(@"^may request: yes · may mine: no \(network.miners\)$");
            await nodes[3].SeenAsync(@"^may request: no \(network.members\) · may mine: no \(network.miners\)$");
            var (status, request, refused) = (_guide.Next("console"), _guide.Next("console"), _guide.Next("console"));
            foreach (var one in nodes) await SeeConnectedAsync(one);
            foreach (var one in nodes) await TypeAsync(one, status);
            await TypeAsync(nodes[2], request);
            foreach (var one in nodes.Where(one => one != nodes[2]))
                await one.SeenAsync(
                    @"^block 1 (from \S+|mined here): laptop-001 requested by Porto \(0[23][0-9a-f]{6}…\) ""for Anna""$");
            await TypeAsync(nodes[3], refused);
            foreach (var one in nodes) await SeeConnectedAsync(one);
            foreach (var one in nodes) one.Terminate();
            foreach (var one in nodes) Assert.Equal(ExitCode.Ok, await one.ExitCodeAsync());
        }
        finally
        {
            foreach (var one in nodes) await one.DisposeAsync();
        }
    }

    /// <summary>Waits until a node has all three others.</summary>
    private static async Task SeeConnectedAsync(NodeProcess node)
    {
        for (var deadline = Environment.TickCount64 + 30_000; ;)
        {
            await node.SendAsync("status");
            var verdict = await node.ExpectAsync("^(HEALTHY|[A-Z]+ ).*");
            if (verdict.Value.StartsWith("HEALTHY  in step with 3 of 3 peers", StringComparison.Ordinal)) return;
            Assert.True(Environment.TickCount64 < deadline, node.Transcript);
            await node.ExpectAsync("^peers ");
        }
    }

    /// <summary>Types the lines behind a prompt, and sees the others come.</summary>
    private static async Task TypeAsync(NodeProcess node, string block)
    {
        foreach (var line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("> ", StringComparison.Ordinal)) await node.SendAsync(line[2..]);
            else await node.ExpectAsync($"^{Pattern(line)}$", TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>The line, with any id of a transaction.</summary>
    private static string Pattern(string line)
    {
        const string Id = "; txid ";
        var end = line.IndexOf(Id, StringComparison.Ordinal);
        return end < 0 ? Regex.Escape(line) : Regex.Escape(line[..end]) + Id + "[0-9a-f]{12}";
    }

    private async Task<string> ShellAsync(string site, string commands)
    {
        string[] command = [.. _sites.At(site), "bash", "-euo", "pipefail", "-c", commands];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _scratch.In(site),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, await errors);
        return (await output).Trim();
    }

    /// <summary>The fenced blocks of a section of docs/operations.md, in their order.</summary>
    private sealed class Guide
    {
        private const string Fence = "```";

        private readonly Queue<(string Kind, string Text)> _blocks = new();

        public static Guide Read(string heading)
        {
            var guide = new Guide();
            var text = File.ReadAllText(Repository.In("docs/operations.md"));
            var section = text.Split("\n## ").Single(part => part.StartsWith(heading + "\n", StringComparison.Ordinal));
            var lines = section.Split('\n').Select(
                static line => line.StartsWith("   ", StringComparison.Ordinal) ? line[3..] : line);
            var (kind, block) = ("", new List<string>());
            foreach (var line in lines)
            {
                if (!line.StartsWith(Fence, StringComparison.Ordinal)) block.Add(line);
                else if (line.Length > Fence.Length) (kind, block) = (line[Fence.Length..], []);
                else guide._blocks.Enqueue((kind, string.Join('\n', block)));
            }
            return guide;
        }

        public string Next(string kind)
        {
            var (found, text) = _blocks.Dequeue();
            Assert.Equal(kind, found);
            return text;
        }
    }
}
