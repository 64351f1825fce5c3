using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Actors.Net;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Node.Screen;
using P2PChain.Testing;

namespace P2PChain.Node.Tests.Screen;

public sealed class BanWordsTests
{
    private static readonly UnixTime Now = new(1_766_620_800_000); // 2025-12-25 00:00
    private static readonly Spoken Say = new(TestKeys.Alice.PublicKey, KeyNames.None, TimeZoneInfo.Utc, Now);

    [Theory]
    [InlineData("ban 10.0.2.5", "10.0.2.5", null, "")]
    [InlineData("BAN 10.0.2.5/24 far too noisy", "10.0.2.0/24", null, "far too noisy")]
    [InlineData("ban 10.0.2.5 90s", "10.0.2.5", 90.0, "")]
    [InlineData("ban 10.0.2.5 30min floods", "10.0.2.5", 1800.0, "floods")]
    [InlineData("ban 10.0.2.5 5M", "10.0.2.5", 300.0, "")]
    [InlineData("ban 10.0.2.5 2h 'it floods'", "10.0.2.5", 7200.0, "it floods")]
    [InlineData("ban [::1]:6000 7d", "[::1]:6000", 604800.0, "")]
    [InlineData("ban ::1 1w", "::1", 604800.0, "")]
    [InlineData("ban 02ab41cd… forever 3 strikes", "02ab41cd", null, "3 strikes")]
    public void A_ban_has_a_target_perhaps_a_duration_and_perhaps_a_reason(
        string line, string target, double? seconds, string reason)
    {
        var wish = Command<ConsoleProtocol.MakeBan>(line).Wish;
        Assert.Equal((target, seconds, reason), (wish.Name.ToString(), wish.Span?.TotalSeconds, wish.Reason));
    }

    [Theory]
    [InlineData("ban")]
    [InlineData("bans")]
    public void Alone_it_lists_the_bans(string line) => Command<ConsoleProtocol.ListBans>(line);

    [Theory]
    [InlineData("ban office", "office cannot be banned: write an address (10.0.2.5), a range")]
    [InlineData("ban 10.0.2.5/33", "10.0.2.5/33 cannot be banned: ")]
    [InlineData("ban 10.0.2.5 6000", "6000 is no duration: write 30s, 30min, 2h, 7d or forever")]
    [InlineData("ban 10.0.2.5 0d", "0d is no duration: ")]
    [InlineData("ban 10.0.2.5 99999d", "99999d is no duration: ")]
    [InlineData("ban 10.0.2.5 2147483647w", "2147483647w is no duration: ")]
    [InlineData("ban 10.0.2.5 99999999999999999999s", "99999999999999999999s is no duration: ")]
    [InlineData("ban 10.0.2.5 7 days", "7 is no duration: ")]
    [InlineData("unban office", "office cannot be banned: ")]
    [InlineData("unban", "Required argument 'TARGET' missing for command: 'unban'. Usage: unban TARGET")]
    public void A_mistake_bans_nothing(string line, string sentence)
    {
        var said = Assert.IsType<Entry.Say>(ConsoleGrammar.Read(line));
        Assert.True(said.IsWrong);
        Assert.StartsWith(sentence, said.Lines[0].Cells[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_is_short() => Assert.IsType<Entry.Say>(
        ConsoleGrammar.Read("ban 10.0.2.5 " + new string('x', 101)));

    [Fact]
    public void An_unban_takes_the_same_targets() =>
        Assert.Equal("10.0.2.0/24", Command<ConsoleProtocol.LiftBan>("unban ::ffff:10.0.2.0/120").Wish.Name.ToString());

    [Fact]
    public void The_answers_say_what_was_done()
    {
        Assert.Equal(
            "10.0.2.5 is banned until you unban it; no peer of it was connected", Made("10.0.2.5", null));
        Assert.Equal(
            "10.0.2.0/24 is banned until 2026-01-01 00:00; disconnected from 10.0.2.5:6000 and 10.0.2.6:6000",
            Made("10.0.2.0/24", TimeSpan.FromDays(7), "10.0.2.5:6000", "10.0.2.6:6000"));
        Assert.Equal(
            "nothing was banned: no peer is connected as office:6000; write its IP address",
            Text(new AnswerProtocol.Banned(
                new BanProtocol.BanResult(Name("office:6000"), null, BanProtocol.Problem.NoPeer, []))));
        Assert.Equal("10.0.2.5 is no longer banned", Lifted("10.0.2.5", Of("10.0.2.5"), null));
        Assert.Equal(
            "the ban of 10.0.2.5 is over, but 10.0.0.0/8 is banned and includes it: unban 10.0.0.0/8",
            Lifted("10.0.2.5", Of("10.0.2.5"), Of("10.0.0.0/8")));
        Assert.Equal(
            "10.0.2.5 has no ban of its own; 10.0.0.0/8 is banned and includes it: unban 10.0.0.0/8",
            Lifted("10.0.2.5", null, Of("10.0.0.0/8")));
        Assert.Equal("no ban was ended: 10.0.2.5 is not banned; ban lists the bans", Lifted("10.0.2.5", null, null));
    }

    [Fact]
    public void The_list_says_what_since_when_until_when_and_why()
    {
        var key = TestKeys.Bob.PublicKey.Hex;
        var bans = new AnswerProtocol.Bans([Of("10.0.2.0/24", TimeSpan.FromHours(2), "floods"), Of(key)]);
        Assert.Equal(
            ["10.0.2.0/24\tsince 00:00\tuntil 02:00\tfloods", $"{key}\tsince 00:00\tuntil unban\t-"],
            AnswerText.Of(bans, Say).Where(line => !line.IsHeader).Select(line => string.Join('\t', line.Cells)));
        Assert.Equal("nothing is banned", Text(new AnswerProtocol.Bans([])));
    }

    [Fact]
    public void Every_problem_has_words() => Assert.All(
        Enum.GetValues<BanProtocol.Problem>().Where(problem => problem != BanProtocol.Problem.None),
        problem => Assert.NotEmpty(
            Text(new AnswerProtocol.Banned(new BanProtocol.BanResult(Name("10.0.2.5"), null, problem, [])))));

    private static string Made(string target, TimeSpan? span, params ImmutableArray<string> peers) => Text(
        new AnswerProtocol.Banned(
            new BanProtocol.BanResult(Name(target), Of(target, span), BanProtocol.Problem.None, peers)));

    private static string Lifted(string name, Ban? lifted, Ban? still) => Text(new AnswerProtocol.Unbanned(
        new BanProtocol.UnbanResult(
            Name(name), lifted, lifted is null ? BanProtocol.Problem.NotBanned : BanProtocol.Problem.None, still)));

    private static Ban Of(string target, TimeSpan? span = null, string reason = "") =>
        new(BanTarget.Parse(target)!, Now, span is { } time ? Now.Plus(time) : null, reason);

    private static BanName Name(string text) => BanName.Parse(text)!;

    private static string Text(AnswerProtocol.IResult result) => Assert.Single(AnswerText.Of(result, Say)).Cells[0];

    private static T Command<T>(string line)
        where T : ConsoleProtocol.Command => Assert.IsType<T>(
            Assert.IsType<Entry.Do>(ConsoleGrammar.Read(line)).Command);
}
