using CsCheck;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class CommandWordsTests
{
    private const string IdLetters = "AZaz09_-.";

    private static readonly Gen<ItemId> Item =
        Gen.String[Gen.Char[IdLetters], 1, 12].Where(static text => ItemId.TryParse(text, out _)).Select(ItemId.Parse);

    private static readonly Gen<string?> Note = Gen.OneOf(
        OneOf<string?>(null, "--held", "-o", "a=b", "'", "\"", "--", "-h", "a,b", " x ", "für Anna", "--note=x"),
        Gen.String[Gen.Char[" a-='\",\\"], 1, 12].Where(TransactionChecks.IsNote).Select(static text => (string?)text));

    private static readonly Gen<string> Key = Gen.String[Gen.Char["0123456789abcdef"], 6, 64]
        .Select(static digits => "02" + digits);

    private static readonly Gen<AsOf?> At = Gen.OneOf(
        OneOf<AsOf?>((AsOf?)null),
        Gen.Long[0, long.MaxValue].Select(static height => (AsOf?)new AsOf.Height(height)),
        Gen.Long[0, 4_000_000_000].Select(static second => (AsOf?)new AsOf.Time(new UnixTime(second * 1000))));

    private static readonly Gen<BanName> Target = Gen.OneOf(
        OneOf("10.0.2.5", "10.0.2.0/24", "2001:db8::/32", "berlin.example:6000", "[2001:db8::5]:6000"),
        Key.Where(static key => key.Length <= 66)).Select(BanName.Parse).Where(static name => name is not null)
        .Select(static name => name!);

    private static readonly Gen<ConsoleProtocol.Command> Commands = Gen.OneOf<ConsoleProtocol.Command>(
        Gen.Select(Item.Array[1, 5], Note, static (items, note) => (ConsoleProtocol.Command)new ConsoleProtocol.Request(
            0, [.. items.Distinct()], note)),
        Item.Select(static item => (ConsoleProtocol.Command)new ConsoleProtocol.Release(0, item)),
        Item.Select(static item => (ConsoleProtocol.Command)new ConsoleProtocol.ShowItem(0, item)),
        Item.Select(static item => (ConsoleProtocol.Command)new ConsoleProtocol.ShowHistory(0, item)),
        Gen.Bool.Select(static held => (ConsoleProtocol.Command)new ConsoleProtocol.ListItems(0, held)),
        Gen.Select(Key, Gen.Bool, At, static (key, isOwn, at) => (ConsoleProtocol.Command)new ConsoleProtocol.ListHeld(
            0, isOwn ? null : KeyPrefix.Parse(key), at)
        { AreOwn = isOwn }),
        Gen.Long[0, long.MaxValue].Select(static height => (ConsoleProtocol.Command)new ConsoleProtocol.ShowBlock(
            0, BlockName.Parse(Spoken.Height(height))!)),
        Key.Where(static key => key.Length <= 64).Select(static key => (ConsoleProtocol.Command)
            new ConsoleProtocol.Explain(0, HashPrefix.Parse(key)!)),
        Gen.Select(Target, Gen.Int[0, 315_360_000], OneOf("", "too loud", "7d", "forever"),
            static (name, seconds, reason) => (ConsoleProtocol.Command)new ConsoleProtocol.MakeBan(
                0,
                new BanProtocol.MakeBan(name, seconds == 0 ? null : TimeSpan.FromSeconds(seconds), reason))),
        Target.Select(static name => (ConsoleProtocol.Command)new ConsoleProtocol.LiftBan(
            0, new BanProtocol.LiftBan(name))),
        Gen.Select(OneOf("berlin.example", "10.0.2.5", "2001:db8::5", "connect"), Gen.Int[1, 65_535],
            static (host, port) => (ConsoleProtocol.Command)new ConsoleProtocol.Connect(0, host, port)),
        Gen.Select(OneOf("berlin.example", "10.0.2.5", "2001:db8::5"), Gen.Int[1, 65_535],
            static (host, port) => (ConsoleProtocol.Command)new ConsoleProtocol.Disconnect(0, host, port)),
        OneOf<ConsoleProtocol.Command>(
            new ConsoleProtocol.ListBans(0), new ConsoleProtocol.ListPeers(0), new ConsoleProtocol.Sync(0),
            new ConsoleProtocol.GetStatus(0), new ConsoleProtocol.WhoAmI(0),
            new ConsoleProtocol.ListPool(0, 0, LookupWords.PoolShownMax)));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    [Fact]
    public void The_words_of_a_command_mean_that_command() => Commands.Sample(static command =>
    {
        var read = ConsoleWords.Read([.. CommandWords.Of(command).Select(static word => new LineWord(word, true, []))]);
        var meant = Assert.IsType<Entry.Do>(read).Command;
        if (command is ConsoleProtocol.Request request)
        {
            var same = Assert.IsType<ConsoleProtocol.Request>(meant);
            Assert.Equal(request.Note, same.Note);
            Assert.Equal(request.Uids, same.Uids.AsEnumerable());
        }
        else Assert.Equal(command, meant);
    });
}
