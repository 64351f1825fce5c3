using P2PChain.Node.Screen;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Node.Tests.Screen;

/// <summary>Which commands of a script wait for the outcome of those before them.</summary>
public sealed class ScriptOrderTests
{
    [Theory]
    [InlineData("request a", "request b", false)]
    [InlineData("request b c", "request a", false)]
    [InlineData("request b a", "request a", true)]
    [InlineData("request a", "request b a", true)]
    [InlineData("request a", "release a", true)]
    [InlineData("request b a", "release a", true)]
    [InlineData("request b", "release a", false)]
    [InlineData("release a", "request b a", true)]
    [InlineData("release a", "release a", true)]
    [InlineData("release a", "release b", false)]
    [InlineData("item a", "request a", true)]
    [InlineData("item b", "request a", true)]
    [InlineData("history a", "release a", true)]
    [InlineData("items", "request a", true)]
    [InlineData("items --available", "release a", true)]
    [InlineData("status", "request a", true)]
    [InlineData("peers", "request a", true)]
    [InlineData("block 1", "request a", true)]
    [InlineData("why 00ab12cd", "request a", true)]
    [InlineData("pool", "request a", false)]
    [InlineData("sync", "request a", true)]
    [InlineData("disconnect 10.0.0.1 6000", "request a", true)]
    [InlineData("connect 10.0.0.1 6000", "request a", false)]
    public void A_command_waits_for_moves_of_its_items_and_a_question_waits_for_all(string next, string earlier, bool waits) =>
        Assert.Equal(waits, ScriptOrder.Waits(Read(next), Read(earlier)));

    private static Command Read(string line) => Assert.IsType<Entry.Do>(ConsoleGrammar.Read(line)).Command;
}
