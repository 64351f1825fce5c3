using P2PChain.Actors;
using P2PChain.Node.Hosting;
using P2PChain.Node.Screen;
using Serilog.Core;

namespace P2PChain.Node.Tests.Hosting;

public sealed class NodeLogTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _scratch.Dispose();
        _errors.Dispose();
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
        Assert.Contains("Transport endpoint is not connected", File.ReadAllText(Assert.Single(Directory.GetFiles(_scratch.Path))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_console_tells_as_news_is_a_warning_in_the_file_and_not_on_the_screen_twice()
    {
        using (var log = Open())
            From(log, "[akka://p2pchain/user/node/console#17]").Warning("Look at this");
        Assert.Equal("", _errors.ToString());
        Assert.Contains("[WRN] [akka://p2pchain/user/node/console#17] Look at this", File.ReadAllText(Assert.Single(Directory.GetFiles(_scratch.Path))), StringComparison.Ordinal);
    }

    private static Serilog.ILogger From(Logger log, string source) => log.ForContext("LogSource", source);

    private Logger Open()
    {
        var warnings = new WarningSink(new ScreenWriter(TextWriter.Null, _errors, new ScreenStyle(IsTerminal: false, HasColours: false)));
        warnings.Open();
        return NodeLog.Open(new NodeSettings { IsHeadless = false }, _scratch.Path, warnings);
    }
}
