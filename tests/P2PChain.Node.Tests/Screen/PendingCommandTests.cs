using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using static P2PChain.Actors.Console.ConsoleProtocol;
using static P2PChain.Node.Tests.Screen.Views;

namespace P2PChain.Node.Tests.Screen;

public sealed class PendingCommandTests
{
    private static readonly (Command Command, string Words)[] Commands =
    [
        (new Request(1, [Laptop]), "request laptop-001"),
        (new Release(1, Laptop), "release laptop-001"),
        (new ListItems(1, AreHeld: true), "items --held"),
        (new ListItems(1, AreHeld: false), "items --available"),
        (new ShowItem(1, Laptop), "item laptop-001"),
        (new ShowHistory(1, Laptop), "history laptop-001"),
        (new ShowBlock(1, BlockName.Parse("00AB12CD…")!), "block 00ab12cd"),
        (new ListPool(1, 0, 50), "pool"),
        (new Explain(1, HashPrefix.Parse("00AB12CD…")!), "why 00ab12cd"),
        (new ListHeld(1, KeyPrefix.Parse("02ABCDEF"), new AsOf.Height(7)), "items --by 02abcdef --at"),
        (new ListHeld(1, null, null) { AreOwn = true }, "items --by me"),
        (new Connect(1, "berlin", 6000), "connect berlin 6000"),
        (new Disconnect(1, "berlin", 6000), "disconnect berlin 6000"),
        (new ConsoleProtocol.MakeBan(1, new BanProtocol.MakeBan(BanName.Parse("10.0.2.5")!, null, "")), "ban 10.0.2.5"),
        (new ConsoleProtocol.LiftBan(1, new BanProtocol.LiftBan(BanName.Parse("10.0.2.5")!)), "unban 10.0.2.5"),
        (new ListBans(1), "ban"),
        (new ListPeers(1), "peers"),
        (new Sync(1), "sync"),
        (new GetStatus(1), "status"),
        (new WhoAmI(1), "whoami"),
    ];

    [Fact]
    public void Every_command_without_an_answer_is_named_when_it_is_given_up()
    {
        foreach (var (command, words) in Commands)
        {
            var line = Assert.Single(new PendingCommand(command, null, []).GivenUp(TimeSpan.FromSeconds(30)));
            Assert.Equal($"{words}: no answer within 30 s", Assert.Single(line.Cells));
        }
        Assert.Equal(
            typeof(ConsoleProtocol).GetNestedTypes().Where(static type => type.BaseType == typeof(Command)).ToHashSet(),
            Commands.Select(static one => one.Command.GetType()).ToHashSet());
    }
}
