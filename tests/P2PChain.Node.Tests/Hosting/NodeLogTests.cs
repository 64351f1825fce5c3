using P2PChain.Actors;
using P2PChain.Node.Disk;
using P2PChain.Node.Hosting;
using P2PChain.Node.Screen;
using P2PChain.Node.Tests.Screen;
using P2PChain.Storage;
using Serilog.Core;

namespace P2PChain.Node.Tests.Hosting;

public sealed class NodeLogTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly WrittenText _errors = new();
    private readonly WrittenText _output = new();
    private readonly LogDirectory _logs;

    public NodeLogTests() => _logs = LogDirectory.Open(_scratch.Path);

    public void Dispose()
    {
        _logs.Dispose();
        _scratch.Dispose();
        _errors.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void After_its_file_was_moved_away_the_next_line_is_in_a_new_one()
    {
        if (!FileIdentity.IsKnown) return;
        using var log = Open();
        log.Information("one");
        File.Move(Files().Single(), _scratch.In("moved"));
        log.Information("two");
        log.Information("three");
        Assert.Equal(["one"], Messages(_scratch.In("moved")));
        Assert.Equal(["two", "three"], Messages(Files().Single()));
    }

    [Fact]
    public void After_its_file_was_moved_away_and_made_anew_the_next_line_is_in_that_one()
    {
        if (!FileIdentity.IsKnown) return;
        using var log = Open();
        log.Information("one");
        var file = Files().Single();
        File.Move(file, _scratch.In("moved"));
        File.WriteAllText(file, "");
        log.Information("two");
        Assert.Equal(["two"], Messages(Files().Single()));
    }

    [Fact]
    public void After_its_file_was_cut_the_next_line_is_at_its_new_end()
    {
        if (!FileIdentity.IsKnown) return;
        using var log = Open();
        log.Information("one");
        using (var cut = new FileStream(Files().Single(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) cut.SetLength(0);
        log.Information("two");
        Assert.Equal(["two"], Messages(Files().Single()));
    }

    [Fact]
    public void After_the_whole_directory_was_removed_there_is_a_new_one()
    {
        if (!FileIdentity.IsKnown) return;
        using var log = Open();
        log.Information("one");
        Directory.Delete(_scratch.Path, recursive: true);
        log.Information("two");
        Assert.Equal(["two"], Messages(Files().Single()));
    }

    [Fact]
    public void Two_nodes_with_one_directory_have_a_file_each()
    {
        using var log = Open();
        using (var second = LogDirectory.Open(_scratch.Path))
        {
            Assert.True(second.IsShared);
            using var others = NodeLog.Open(new NodeSettings(), second, new WarningSink(new ScreenWriter(_output, _errors, new ScreenStyle(false, false))));
            log.Information("mine");
            others.Information("theirs");
        }

        Assert.Equal(2, Files().Length);
        Assert.Equal("theirs", Messages(Files()[0])[^1]);
        Assert.Equal(["mine"], Messages(Files()[1]));
        using var third = LogDirectory.Open(_scratch.Path);
        Assert.Equal("p2pchain-2", third.Name); // the second is gone
    }

    [Fact]
    public void What_Akka_tells_of_a_socket_is_in_the_file_only()
    {
        using (var log = Open())
        {
            From(log, "[akka://p2pchain/system/IO-TCP/tcp-connection-7#1]").Error("Transport endpoint is not connected");
            From(log, "akka://p2pchain/user/node/peers").Warning("a warning of the node");
            From(log, "").Information("no warning");
        }

        Assert.Equal("warning: a warning of the node", _errors.ToString().Trim());
        Assert.Contains(
            "Transport endpoint is not connected", File.ReadAllText(Files().Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_console_tells_as_news_is_a_warning_in_the_file_and_not_on_the_screen_twice()
    {
        using (var log = Open())
            From(log, "[akka://p2pchain/user/node/console#17]").Warning("Look at this");
        Assert.Equal("", _errors.ToString());
        Assert.Contains("[WRN] [akka://p2pchain/user/node/console#17] Look at this", File.ReadAllText(Files().Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_console_lines_that_are_not_read_are_left_out_and_counted()
    {
        using (var log = NodeLog.Open(new NodeSettings { IsHeadless = true }, _logs, new LogSink(_output)))
        {
            From(log, "node").Information("one");
            _output.HasRoom = false;
            for (var i = 0; i < 3; i++) From(log, "node").Information("two");
            _output.HasRoom = true;
            From(log, "node").Information("three");
        }

        var lines = _output.ToString().Split('\n');
        Assert.EndsWith(" [INF] node one", lines[0], StringComparison.Ordinal);
        Assert.Equal("3 lines left out here, because standard output was not read; the log's files have all", lines[1]);
        Assert.EndsWith(" [INF] node three", lines[2], StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(Files().Single()).Length);
    }

    private static Serilog.ILogger From(Logger log, string source) => log.ForContext("LogSource", source);

    private Logger Open()
    {
        var warnings = new WarningSink(
            new ScreenWriter(_output, _errors, new ScreenStyle(IsTerminal: false, HasColours: false)));
        warnings.Open();
        return NodeLog.Open(new NodeSettings { IsHeadless = false }, _logs, warnings);
    }

    private string[] Files() => [.. Directory.GetFiles(_scratch.Path, "*.log").Order()];

    private static string[] Messages(string file) =>
        [.. File.ReadAllLines(file).Select(
            static line => line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim())];
}
