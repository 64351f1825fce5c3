using System.Numerics;
using CsCheck;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Testing;

public sealed class P256ElementTests
{
    private static readonly BigInteger P = P256Arithmetic.P;

    // Limbs of nothing but zeros or ones are where a carry gets lost.
    private static readonly Gen<BigInteger> Number =
        Gen.OneOf(Gen.Const(0UL), Gen.Const(1UL), Gen.Const(ulong.MaxValue), Gen.Const(0xffffffffUL), Gen.ULong).Array[4].Select(
            limbs => limbs.Aggregate(BigInteger.Zero, (number, limb) => (number << 64) + limb) % P);

    [Fact]
    public void Limbs_count_as_numbers_do() => Gen.Select(Number, Number).Sample((x, y) =>
    {
        var (a, b) = (P256Element.Of(x), P256Element.Of(y));
        Assert.Equal(x, a.Value);
        Assert.Equal(x * y % P, (a * b).Value);
        Assert.Equal((x + y) % P, (a + b).Value);
        Assert.Equal((x - y + P) % P, (a - b).Value);
        Assert.Equal(x.IsZero, a.IsZero);
    }, iter: 20_000);

    [Fact]
    public void The_largest_number_times_itself_is_one()
    {
        var largest = P256Element.Of(P - 1);
        Assert.Equal(BigInteger.One, (largest * largest).Value);
    }
}
