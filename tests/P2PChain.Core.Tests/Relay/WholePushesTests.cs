using P2PChain.Core.Primitives;
using P2PChain.Core.Relay;

namespace P2PChain.Core.Tests.Relay;

/// <summary>docs/protocol.md, relay: the peers that are sent a new transaction whole.</summary>
public sealed class WholePushesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_few_peers_all_are_sent_it_whole(bool isOwn) =>
        Assert.Equal([1L, 2, 3, 4], Chosen(isOwn, Dialled(1), Dialled(2), Accepted(3), Accepted(4)));

    [Fact]
    public void With_more_peers_three_are_sent_an_own_one_the_dialled_and_older_ones_first() =>
        Assert.Equal(
            [4L, 5, 1], Chosen(true, Accepted(1), Accepted(2), Accepted(3), Dialled(5), Dialled(4)));

    [Fact]
    public void With_more_peers_others_transactions_go_whole_only_to_peers_that_request_none() =>
        Assert.Equal(
            [2L],
            Chosen(
                false,
                Accepted(1),
                Accepted(2) with { TakesInventory = false },
                Accepted(3),
                Dialled(4),
                Dialled(5)));

    private static long[] Chosen(bool isOwn, params WholePushes.Candidate[] peers) =>
        [.. WholePushes.Choose(peers, isOwn).Select(peer => peer.Number)];

    private static WholePushes.Candidate Dialled(int number) => Accepted(number) with { IsDialled = true };

    private static WholePushes.Candidate Accepted(int number) => new(new PeerId(number), false, true);
}
