using CsCheck;
using P2PChain.Http.Events;

namespace P2PChain.Node.Tests.Http;

public sealed class EventLogTests
{
    [Fact]
    public void A_client_that_comes_back_gets_each_event_that_it_missed_or_a_reset() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 40], Gen.Int[0, 30].Array[0, 40], Gen.Int[0, 40]).Sample(
            (countMax, charactersMax, sizes, has) =>
            {
                var log = new EventLog("s", countMax, charactersMax);
                var added = sizes.Select(size => log.Add("block", new string('x', size))).ToList();
                if (has > added.Count) return;
                var got = log.After(has == 0 ? "s-0" : added[has - 1].Id);
                if (got is [{ Type: NodeEvent.Reset } reset])
                    Assert.Equal(added.Count == 0 ? "s-0" : added[^1].Id, reset.Id);
                else
                    Assert.Equal(added.Skip(has), got);
            });

    [Fact]
    public void The_log_keeps_as_many_events_as_its_bounds_allow_and_at_least_the_last()
    {
        var log = new EventLog("s", countMax: 3, charactersMax: 10);
        var ids = Enumerable.Range(0, 5).Select(_ => log.Add("block", "{}").Id).ToList();
        Assert.Equal(3, log.After(ids[1]).Length);
        Assert.Equal(NodeEvent.Reset, Assert.Single(log.After(ids[0])).Type);
        var large = log.Add("block", new string('x', 11));
        Assert.Equal(large, Assert.Single(log.After(ids[4])));
        Assert.Equal(NodeEvent.Reset, Assert.Single(log.After(ids[3])).Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("s-")]
    [InlineData("s-3")]
    [InlineData("s--1")]
    [InlineData("s-99999999999999999999")]
    [InlineData("other-1")]
    [InlineData("<script>")]
    public void An_id_that_this_start_did_not_give_is_a_reset(string id)
    {
        var log = new EventLog("s");
        log.Add("block", "{}");
        log.Add("block", "{}");
        var reset = Assert.Single(log.After(id));
        Assert.Equal(("s-2", NodeEvent.Reset), (reset.Id, reset.Type));
    }

    [Fact]
    public void A_client_without_an_id_begins_with_the_next_event()
    {
        var log = new EventLog("s");
        log.Add("block", "{}");
        Assert.Empty(log.After(null));
    }
}
