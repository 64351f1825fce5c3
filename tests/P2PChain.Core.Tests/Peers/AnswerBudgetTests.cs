using System.Net;
using CsCheck;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Tests.Peers;

public sealed class AnswerBudgetTests
{
    private const long All = 16 * 1024 * 1024;

    private static readonly double BurstLeases =
        AnswerRate.Burst.TotalSeconds * Limits.AnswerBytesPerSecond / AnswerBudget.LeaseBytes;

    private static readonly Moment Start = new(5_000);

    private long _lastPeer;

    [Fact]
    public void A_new_connection_of_an_address_that_spent_its_rate_waits_like_the_old_one()
    {
        var budget = new AnswerBudget(All);
        Assert.Equal(BurstLeases + 1, TakeAll(budget, "203.0.113.1", Start));

        Ask(budget, "203.0.113.1", Start);
        Assert.Null(budget.Take(Start));
        var wait = Assert.NotNull(budget.Wait(Start));
        Assert.NotNull(budget.Take(Start.Plus(wait)));
    }

    [Fact]
    public void Bytes_beyond_the_lease_are_paid_before_the_next_one()
    {
        var budget = new AnswerBudget(All);
        TakeAll(budget, "203.0.113.1", Start);
        budget.Ask(new PeerId(++_lastPeer), IPAddress.Parse("203.0.113.1"), Limits.AnswerBytesPerSecond, Start);
        Assert.InRange(Assert.NotNull(budget.Wait(Start)).TotalSeconds, 1, 1.1);
    }

    [Fact]
    public void Another_address_has_a_rate_of_its_own()
    {
        var budget = new AnswerBudget(All);
        TakeAll(budget, "203.0.113.1", Start);
        var other = Ask(budget, "203.0.113.2", Start);
        Assert.Equal(other, budget.Take(Start));
    }

    [Fact]
    public void All_addresses_together_get_no_more_than_the_rate_of_all()
    {
        var budget = new AnswerBudget(All);
        var leases = Enumerable.Range(1, 8).Sum(last => TakeAll(budget, $"203.0.113.{last}", Start));
        Assert.Equal(AnswerRate.Burst.TotalSeconds * All / AnswerBudget.LeaseBytes, leases, 1.0);
        Ask(budget, "198.51.100.1", Start);
        Assert.Null(budget.Take(Start));
    }

    [Fact]
    public void Many_addresses_of_one_range_leave_every_second_turn_to_another_range()
    {
        var budget = new AnswerBudget(All);
        for (var last = 1; last <= 50; last++) Ask(budget, $"203.0.113.{last}", Start);
        PeerId[] others = [Ask(budget, "198.51.100.1", Start), Ask(budget, "198.51.100.2", Start)];
        var first = Enumerable.Range(0, 4).Select(_ => budget.Take(Start)).ToList();
        Assert.Equal(others, first.OfType<PeerId>().Where(others.Contains));
    }

    [Fact]
    public void Addresses_that_have_paid_are_forgotten_and_others_are_not()
    {
        var budget = new AnswerBudget(1024 * All);
        for (var lease = 0; lease < BurstLeases; lease++) Assert.True(TakeOne(budget, "203.0.113.1", Start));
        for (var at = 0; at < 1_500; at++) Assert.True(TakeOne(budget, $"10.{at / 200}.{at % 200}.1", Start));
        Assert.Equal(1_501, budget.Groups);
        var later = Start.Plus(TimeSpan.FromSeconds(1));
        var leases = TakeAll(budget, "203.0.113.1", later);
        Assert.Equal((Limits.AnswerBytesPerSecond / AnswerBudget.LeaseBytes) + 1, leases);
        Assert.Equal(1, budget.Groups);
    }

    [Fact]
    public void No_mix_of_questions_gets_more_than_the_rates() =>
        Gen.Select(Gen.Int[0, 500], Gen.Int[1, 6], Gen.Int[0, 2 * 1024 * 1024]).Array[1, 400].Sample(asks =>
        {
            var (budget, now) = (new AnswerBudget(All), Start);
            var sent = new Dictionary<PeerId, (int Address, long Owed)>();
            var (totals, all) = (new double[7], 0.0);
            foreach (var (pause, address, owed) in asks)
            {
                now = now.Plus(TimeSpan.FromMilliseconds(pause));
                sent[Ask(budget, $"203.0.113.{address}", now, owed)] = (address, owed);
                totals[address] += owed;
                all += owed;
                while (budget.Take(now) is { } peer)
                {
                    totals[sent[peer].Address] += AnswerBudget.LeaseBytes;
                    all += AnswerBudget.LeaseBytes;
                    var seconds = (now.Since(Start) + AnswerRate.Burst).TotalSeconds;
                    var due = (seconds * Limits.AnswerBytesPerSecond) + AnswerBudget.LeaseBytes + 1;
                    Assert.InRange(totals[sent[peer].Address], 0, due);
                    Assert.InRange(all, 0, (seconds * All) + AnswerBudget.LeaseBytes + 1);
                }
            }
        });

    /// <summary>Takes leases until none is due.</summary>
    /// <returns>Their number.</returns>
    private int TakeAll(AnswerBudget budget, string address, Moment now)
    {
        var leases = 0;
        while (TakeOne(budget, address, now)) leases++;
        return leases;
    }

    private bool TakeOne(AnswerBudget budget, string address, Moment now)
    {
        var peer = Ask(budget, address, now);
        return budget.Take(now) == peer;
    }

    private PeerId Ask(AnswerBudget budget, string address, Moment now, long owed = 0)
    {
        var peer = new PeerId(++_lastPeer);
        budget.Ask(peer, IPAddress.Parse(address), owed, now);
        return peer;
    }
}
