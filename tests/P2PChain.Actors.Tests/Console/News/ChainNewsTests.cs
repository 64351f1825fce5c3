using P2PChain.Actors.Console.News;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Testing;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Tests.Console.News;

/// <summary>What Alice's node tells of chains that a real ledger follows.</summary>
public sealed class ChainNewsTests
{
    private readonly ChainBuilder _draw = new();
    private readonly TestLedger _ledger = new(NetworkParameters.Demo);
    private readonly ChainNews _news = new(
        TestKeys.Alice.PublicKey, new Dictionary<PeerId, string> { [new PeerId(1)] = "192.0.2.1:6000" });
    private double _clock;
    private List<INews> _told = [];

    [Fact]
    public void A_block_is_a_line()
    {
        _draw.Add("b1", "genesis", Bobs, _draw.Request(TestKeys.Bob, "van", 1));
        var told = Assert.IsType<BlockNews>(Assert.Single(Submit("b1", isRequested: false)));
        Assert.Equal((1, "192.0.2.1:6000", "van"), (told.Height, told.From, Assert.Single(told.Moves).Uid.Text));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(300)]
    public void A_fork_of_any_length_is_adopted_in_a_bounded_number_of_lines_with_one_alarm(int depth)
    {
        // Alice takes an item in each block. On the other branch Bob takes every tenth, half of them after the branch
        // has won.
        for (var i = 1; i <= depth; i++)
        {
            _draw.Add($"a{i}", i == 1 ? "genesis" : $"a{i - 1}", Own($"item-{i}", i));
            _ledger.Submit(_draw.Checked($"a{i}"));
        }
        List<INews> told = [];
        for (var i = 1; i <= depth + 50; i++)
        {
            var taken = i <= depth ? i : i - depth;
            Transaction[] body = taken % 10 == (i <= depth ? 0 : 5) ? [_draw.Request(TestKeys.Bob, $"item-{taken}", i)] : [];
            _draw.Add($"b{i}", i == 1 ? "genesis" : $"b{i - 1}", Bobs, body);
            told.AddRange(Submit($"b{i}", isRequested: true));
            told.AddRange(Wait(0.01, depth + 50));
        }
        told.AddRange(Wait(1, depth + 50));

        Assert.InRange(told.Count, 5, 12);
        var moved = Assert.Single(told.OfType<ReorganisedNews>());
        Assert.Equal(depth, moved.Abandoned);
        var alarm = Assert.Single(told.OfType<RewriteNews>());
        Assert.True(alarm.IsDeep);
        Assert.Equal(
            _ledger.State.Custody.Entries.Count(entry => entry.Holder == TestKeys.Bob.PublicKey), alarm.Taken.Length);
        Assert.Equal((depth / 10) + 5, alarm.Taken.Length);
        Assert.Equal(
            (depth / 10) + 5,
            told.OfType<ManyOwnNews>().Single(many => many.Outcome == OwnOutcome.Superseded).Uids.Length);
        Assert.Contains(told.OfType<ManyOwnNews>(), many => many.Outcome == OwnOutcome.Returned);
        Assert.Single(told.OfType<SyncedNews>());
        Assert.Empty(told.OfType<BlockNews>());
    }

    [Fact]
    public void A_rewrite_that_takes_one_item_from_its_holder_is_an_alarm_at_any_age()
    {
        Adopt([_draw.Request(TestKeys.Bob, "van", 1)], [_draw.Request(TestKeys.Carol, "van", 1)]);
        var alarm = Assert.Single(_told.OfType<RewriteNews>());
        Assert.Equal((false, 1), (alarm.IsDeep, alarm.Abandoned));
        Assert.Equal(["van"], alarm.Taken.Select(uid => uid.Text));
        Assert.StartsWith(
            "Look at this: a better chain undid 1 block(s) after block 0", Alarm.Of(alarm), StringComparison.Ordinal);
        Assert.EndsWith("; 1 item(s) were taken from their holders: van.", Alarm.Of(alarm), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reorganisation_after_which_every_request_waits_or_stands_is_no_alarm()
    {
        var common = _draw.Request(TestKeys.Bob, "common", 1);
        Adopt([_draw.Request(TestKeys.Bob, "van", 1), common], [common, _draw.Request(TestKeys.Carol, "other", 1)]);
        Assert.Single(_told.OfType<ReorganisedNews>());
        Assert.Empty(_told.OfType<RewriteNews>());
        Assert.Empty(_news.Rewrites(Now));
    }

    [Fact]
    public void An_item_that_a_later_block_takes_belongs_to_the_same_rewrite()
    {
        Adopt([Own("van", 1), Own("laptop", 1)], [_draw.Request(TestKeys.Bob, "van", 1)]);
        Assert.Equal(["van"], Assert.Single(_told.OfType<RewriteNews>()).Taken.Select(uid => uid.Text));
        Assert.Equal(2, _told.Count(one => one is ReturnedNews { Uid.Text: "laptop" } or SupersededNews { Refusal.Uid.Text: "van" }));
        _draw.Add("b3", "b2", Bobs, _draw.Request(TestKeys.Bob, "laptop", 1));
        var later = Submit("b3", isRequested: false);
        Assert.Empty(later.OfType<RewriteNews>()); // told already
        Assert.Equal("laptop", Assert.Single(later.OfType<SupersededNews>()).Refusal.Uid.Text);
        Assert.Equal(["laptop", "van"], Assert.Single(_news.Rewrites(Now)).Taken.Select(uid => uid.Text));
    }

    [Fact]
    public void A_rewrite_is_shown_for_a_day()
    {
        Adopt([_draw.Request(TestKeys.Bob, "van", 1)], [_draw.Request(TestKeys.Carol, "van", 1)]);
        _clock = 86_399;
        Assert.Equal(86_399, Assert.Single(_news.Rewrites(Now)).Ago.TotalSeconds, 1.0);
        Assert.IsType<RewriteNews>(Assert.Single(_news.Alarms(Now)));
        _clock = 86_400;
        Assert.Empty(_news.Rewrites(Now));
        Assert.Empty(_news.Alarms(Now));
    }

    [Fact]
    public void A_rewrite_is_kept_with_its_items_and_shown_again_after_a_restart()
    {
        Adopt([Own("van", 1), Own("laptop", 1)], [_draw.Request(TestKeys.Bob, "van", 1)]);
        var clock = ChainBuilder.ClockAt(7200);
        var first = Assert.Single(_news.TakeChanged(clock, Now));
        Assert.Empty(_news.TakeChanged(clock, Now));
        _draw.Add("b3", "b2", Bobs, _draw.Request(TestKeys.Bob, "laptop", 1));
        Submit("b3", isRequested: false);
        var kept = Assert.Single(_news.TakeChanged(clock, Now));
        Assert.Equal(first.Number, kept.Number);
        Assert.Equal(["laptop", "van"], kept.Taken.Select(uid => uid.Text));

        var again = new ChainNews(TestKeys.Alice.PublicKey, new Dictionary<PeerId, string>());
        again.Restore([kept], clock.Plus(TimeSpan.FromHours(23)), new Moment(5));
        var shown = Assert.Single(again.Rewrites(new Moment(5)));
        Assert.Equal(["laptop", "van"], shown.Taken.Select(uid => uid.Text));
        Assert.Equal(23, shown.Ago.TotalHours, 1);
        Assert.Empty(again.TakeChanged(clock, new Moment(5)));
        Assert.Empty(again.Rewrites(new Moment(5).Plus(TimeSpan.FromHours(1.1))));
    }

    [Theory]
    [InlineData(-1, 1)] // the clock was set back meanwhile
    [InlineData(24, 0)]
    public void A_kept_rewrite_is_dated_by_the_wall_clock(int hoursAgo, int shown)
    {
        var clock = ChainBuilder.ClockAt(7200);
        _news.Restore(
            [new KeptRewrite(1, clock.Plus(-TimeSpan.FromHours(hoursAgo)), 1, clock, 0, IsDeep: true, [])], clock, Now);
        Assert.Equal(shown, _news.Rewrites(Now).Length);
        Assert.All(_news.Rewrites(Now), rewrite => Assert.Equal(TimeSpan.Zero, rewrite.Ago));
    }

    [Fact]
    public void A_holder_hears_that_another_key_released_the_item()
    {
        _draw.Add("a1", "genesis", _draw.Request(TestKeys.Alice, "van", 1), _draw.Request(TestKeys.Carol, "other", 1));
        Submit("a1", isRequested: false);
        _draw.Add("b2", "a1", Bobs, _draw.Release(TestKeys.Bob, "van", 2), _draw.Release(TestKeys.Bob, "other", 2));
        var told = Assert.Single(Submit("b2", isRequested: false).OfType<ReleasedByOtherNews>());
        Assert.Equal(("van", TestKeys.Bob.PublicKey, 2), (told.Uid.Text, told.By, told.Height));
    }

    [Fact]
    public void Of_several_outcomes_of_a_transaction_the_last_one_is_told()
    {
        var own = Own("van", 1);
        _draw.Add("a1", "genesis", own);
        Submit("a1", isRequested: false);
        foreach (var (name, parent) in new[] { ("b1", "genesis"), ("b2", "b1") }) _draw.Add(name, parent, Bobs);
        _draw.Add("b3", "b2", Bobs, own);
        List<INews> told = [.. Submit("b1", isRequested: true), .. Submit("b2", isRequested: true), .. Submit("b3", isRequested: true), .. Wait(1, 3)];
        Assert.Empty(told.OfType<ReturnedNews>());
        Assert.Equal(3, Assert.Single(told.OfType<ConfirmedNews>()).Height);
    }

    [Fact]
    public void Many_outcomes_of_a_kind_are_one_line()
    {
        var moves = Enumerable.Range(1, 6).Select(n => _draw.Request(TestKeys.Alice, $"item-{n}", 1)).ToArray();
        _draw.Add("a1", "genesis", moves);
        Submit("a1", isRequested: false);
        _draw.Add("b2", "a1", Bobs, [.. moves.Select(move => _draw.Release(TestKeys.Bob, move.Uid.Text, 2))]);
        var told = Assert.Single(Submit("b2", isRequested: false).OfType<ManyOwnNews>());
        Assert.Equal((OwnOutcome.Released, 6), (told.Outcome, told.Uids.Length));
    }

    private Moment Now => new((long)(_clock * 1000));

    private static BlockHeader Bobs(BlockHeader header) => header with { Miner = TestKeys.Bob.PublicKey };

    /// <summary>A request of Alice's, asked for at her node.</summary>
    private Transaction Own(string uid, double seconds)
    {
        var request = _draw.Request(TestKeys.Alice, uid, seconds);
        Assert.IsType<Admission.Accepted>(_ledger.Submit(request));
        return request;
    }

    /// <summary>A branch of one block is replaced by one of two, which comes as fetched blocks.</summary>
    private void Adopt(Transaction[] abandoned, Transaction[] adopted)
    {
        _draw.Add("a1", "genesis", abandoned);
        Submit("a1", isRequested: false);
        _draw.Add("b1", "genesis", Bobs, adopted);
        _draw.Add("b2", "b1", Bobs);
        _told = [.. Submit("b1", isRequested: true), .. Submit("b2", isRequested: true), .. Wait(1, 2)];
    }

    private List<INews> Submit(string name, bool isRequested)
    {
        var step = _ledger.Submit(_draw.Checked(name), from: 1, isRequested);
        return [.. step.Events.Append(ChainEvents.PoolChanged.Of(_ledger.State.Pool, _ledger.State.PoolClock(_ledger.Now))).SelectMany(happened => _news.On(happened, Now))];
    }

    private List<INews> Wait(double seconds, long target)
    {
        _clock += seconds;
        return [.. _news.OnTime(target, Now)];
    }
}
