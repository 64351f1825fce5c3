using CsCheck;
using P2PChain.Core.Chain;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

public sealed class AsOfTests
{
    [Fact]
    public void A_time_is_the_highest_block_such_that_no_block_up_to_it_is_dated_later() =>
        Gen.Select(Gen.Int[1, 30].Array[0, 40], Gen.Int[-1, 32]).Sample((seconds, asked) =>
        {
            var genesis = HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis());
            var (chain, start) = (BestChain.Of(genesis), genesis.Header.TimeMs);
            foreach (var second in seconds)
            {
                var header = genesis.Header with
                {
                    Index = chain.Tip.Height + 1,
                    PrevHash = chain.Tip.Hash,
                    TimeMs = start + (second * 1000),
                    Miner = TestKeys.Alice.PublicKey,
                };
                chain = chain.With(chain.Tip.Child(header, header.ComputeHash(), null));
            }

            var expected = seconds.TakeWhile(second => second <= asked).Count();
            var at = new AsOf.Time(new UnixTime(start + (asked * 1000)));
            Assert.Equal(expected, at.On(chain).Height);
        });

    [Fact]
    public void A_height_is_the_block_there()
    {
        var genesis = HeaderNode.OfGenesis(NetworkParameters.Demo.Genesis());
        Assert.Same(genesis, new AsOf.Height(0).On(BestChain.Of(genesis)));
        Assert.Null(new AsOf.Height(1).On(BestChain.Of(genesis)));
    }
}
