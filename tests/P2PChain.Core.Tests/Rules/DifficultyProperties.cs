using System.Numerics;
using CsCheck;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Tests.Rules;

public sealed class DifficultyProperties
{
    private const long Max = 9_007_199_254_740_991;

    private static readonly Gen<long> AnyDifficulty = Gen.Frequency((1, Gen.Long[256, 2_000]), (1, Gen.Long[256, Max]));

    private static readonly Gen<NetworkParameters> Network = Gen.Select(
        Gen.Long[1_000, 86_400_000], Gen.Int[16, 64], AnyDifficulty)
        .Select((spacing, factor, initial) => new NetworkParameters { Retarget = new Retarget(factor * spacing, spacing), InitialDifficulty = initial });

    [Fact] // rule H4
    public void Difficulty_is_the_formula_in_whole_numbers_of_any_size() =>
        Gen.Select(Network, AnyDifficulty, Gen.Long[0, 2_000_000_000]).Sample((network, parent, gap) =>
        {
            var (halfLife, spacing) = (network.Retarget!.HalfLifeMs, network.Retarget.TargetSpacingMs);
            var product = (BigInteger)parent * (spacing - Math.Min(gap, 10 * spacing));
            var floor = BigInteger.DivRem(product, halfLife, out var rest);
            if (rest.Sign < 0) floor -= 1;
            var expected = BigInteger.Min(Max, BigInteger.Max(256, parent + floor));
            Assert.Equal(expected, Difficulty.Required(network, 3, parent, gap, 0));
        }, iter: 2_000);

    [Fact] // rule H4
    public void Difficulty_never_rises_where_a_block_took_longer_and_never_by_more_than_a_sixteenth() =>
        Gen.Select(Network, AnyDifficulty, Gen.Long[0, 1_000_000_000], Gen.Long[0, 1_000_000_000]).Sample((network, parent, one, other) =>
        {
            var (quick, slow) = (Math.Min(one, other), Math.Max(one, other));
            var after = Difficulty.Required(network, 7, parent, quick, 0);
            Assert.True(Difficulty.Required(network, 7, parent, slow, 0) <= after);
            Assert.InRange(after, 256, Math.Min(Max, parent + (parent / 16)));
            // Ten spacings at most count: no gap takes more than nine sixteenths.
            Assert.True(after >= Math.Max(256, parent - (parent * 9L / 16) - 1));
        }, iter: 2_000);

    [Fact] // rule H3
    public void Work_is_proved_exactly_where_hash_times_difficulty_is_below_two_to_the_256() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 9], Gen.Long[1, Max]).Sample((bytes, zeros, difficulty) =>
        {
            Array.Clear(bytes, 0, zeros);
            var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
            var hash = new Hash256(bytes);
            Assert.Equal(number * difficulty < BigInteger.Pow(2, 256), ProofOfWork.Meets(hash, difficulty));
            // At the bound itself: the largest difficulty that the hash still proves, and one more.
            if (number.IsZero || (BigInteger.Pow(2, 256) - 1) / number is var most && most >= Max) return;
            if (most >= 1) Assert.True(ProofOfWork.Meets(hash, (long)most));
            Assert.False(ProofOfWork.Meets(hash, (long)most + 1));
        }, iter: 2_000);
}
