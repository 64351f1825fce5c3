using System.Globalization;
using P2PChain.Actors.Console;
using P2PChain.Core.Model;
using P2PChain.Testing;
using Xunit.Abstractions;

namespace P2PChain.Actors.Tests.Net.Plain;

/// <summary>Two nodes of ours and two of the original network, in one network.</summary>
public sealed class PlainNetworkTests(ITestOutputHelper output) : PlainStage(output)
{
    private const int Rounds = 20;
    private const int PerRound = 10;

    private readonly ITestOutputHelper _output = output;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_hundred_operations_from_all_four_keep_one_custody(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (await OursAsync("a", TestKeys.Alice), await OursAsync("b", TestKeys.Bob));
        await using var c = Theirs(TestKeys.Carol);
        await using var d = Theirs(TestKeys.Dave);
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(a.Refs.Listens));
        Assert.IsType<AnswerProtocol.Connected>(await b.ConnectAsync(d.Listens));
        await c.DialAsync(a.Refs.Listens);
        // Both of ours push to this one, and the other one's blocks reach it too.
        await c.DialAsync(b.Refs.Listens);
        await c.DialAsync(d.Listens);
        var custody = await OneCustodyAsync([a, b], [c, d]);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var typed = new List<Task>();
            // Each item once a round, so that nothing conflicts.
            foreach (var item in Enumerable.Range(0, 30).OrderBy(_ => random.Next()).Take(PerRound))
            {
                var uid = "item-" + item.ToString(CultureInfo.InvariantCulture);
                var type = custody.ContainsKey(uid) ? TransactionType.Release : TransactionType.Request;
                switch (random.Next(4))
                {
                    case 0: typed.Add(WorkAsync(a, type, uid)); break;
                    case 1: typed.Add(WorkAsync(b, type, uid)); break;
                    case 2: refused += c.Work(type, uid) ? 0 : 1; break;
                    default: refused += d.Work(type, uid) ? 0 : 1; break;
                }
            }
            await Task.WhenAll(typed);
            var before = custody;
            await AwaitAssertAsync(
                async () =>
                {
                    custody = await OneCustodyAsync([a, b], [c, d]);
                    // Every one of this round's items has moved.
                    Assert.Equal(
                        PerRound, before.Keys.Except(custody.Keys).Count() + custody.Keys.Except(before.Keys).Count());
                },
                Patience);
        }
        Assert.Equal(0, refused);
        Assert.Equal((await a.TipAsync()).Hash, (await b.TipAsync()).Hash);
        _output.WriteLine($"{custody.Count} items held, height {(await a.TipAsync()).Height}, plain chains of {c.Look(chain => chain.Length)} and {d.Look(chain => chain.Length)}");
    }
}
