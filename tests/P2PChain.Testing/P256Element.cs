using System.Buffers.Binary;
using System.Numerics;

namespace P2PChain.Testing;

/// <summary>
/// A number modulo the prime of NIST P-256, as four limbs times 2^256 (Montgomery's form); the least comes first.
/// </summary>
public readonly record struct P256Element(ulong A, ulong B, ulong C, ulong D)
{
    private const ulong P0 = 0xffffffffffffffff;
    private const ulong P1 = 0x00000000ffffffff;
    private const ulong P2 = 0;
    private const ulong P3 = 0xffffffff00000001;

    public bool IsZero => (A | B | C | D) == 0;

    public static P256Element Of(BigInteger value) => Raw((value << 256) % P256Arithmetic.P);

    /// <summary>The number itself, 0 … p − 1.</summary>
    public BigInteger Value
    {
        get
        {
            var plain = this * new P256Element(1, 0, 0, 0);
            Span<byte> bytes = stackalloc byte[32];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, plain.A);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], plain.B);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], plain.C);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], plain.D);
            return new BigInteger(bytes, isUnsigned: true);
        }
    }

    public static P256Element operator +(P256Element x, P256Element y) => x - (new P256Element() - y);

    public static P256Element operator -(P256Element x, P256Element y)
    {
        ulong borrow = 0;
        var (a, b, c, d) = (
            Minus(x.A, y.A, ref borrow),
            Minus(x.B, y.B, ref borrow),
            Minus(x.C, y.C, ref borrow),
            Minus(x.D, y.D, ref borrow));
        if (borrow == 0) return new P256Element(a, b, c, d);
        ulong carry = 0;
        return new P256Element(
            Plus(a, P0, ref carry), Plus(b, P1, ref carry), Plus(c, P2, ref carry), Plus(d, P3, ref carry));
    }

    /// <summary>
    /// Montgomery's product. The lowest limb of the prime is −1, so the factor that clears a limb is that limb.
    /// </summary>
    public static P256Element operator *(P256Element x, P256Element y)
    {
        ulong a = 0, b = 0, c = 0, d = 0, e = 0;
        for (var i = 0; i < 4; i++)
        {
            var factor = i switch { 0 => x.A, 1 => x.B, 2 => x.C, _ => x.D };
            ulong carry = 0;
            a = TimesPlus(factor, y.A, a, ref carry);
            b = TimesPlus(factor, y.B, b, ref carry);
            c = TimesPlus(factor, y.C, c, ref carry);
            d = TimesPlus(factor, y.D, d, ref carry);
            ulong over = 0;
            e = Plus(e, carry, ref over);
            var clear = a;
            carry = 0;
            TimesPlus(clear, P0, a, ref carry);
            a = TimesPlus(clear, P1, b, ref carry);
            b = TimesPlus(clear, P2, c, ref carry);
            c = TimesPlus(clear, P3, d, ref carry);
            ulong last = 0;
            d = Plus(e, carry, ref last);
            e = unchecked(over + last);
        }
        return Reduced(a, b, c, d, e);
    }

    private static P256Element Reduced(ulong a, ulong b, ulong c, ulong d, ulong over)
    {
        ulong borrow = 0;
        var less = new P256Element(
            Minus(a, P0, ref borrow), Minus(b, P1, ref borrow), Minus(c, P2, ref borrow), Minus(d, P3, ref borrow));
        return over == 0 && borrow != 0 ? new P256Element(a, b, c, d) : less;
    }

    private static P256Element Raw(BigInteger value)
    {
        var limb = new BigInteger(ulong.MaxValue);
        return new P256Element(
            (ulong)(value & limb), (ulong)(value >> 64 & limb), (ulong)(value >> 128 & limb), (ulong)(value >> 192));
    }

    private static ulong TimesPlus(ulong x, ulong y, ulong sum, ref ulong carry)
    {
        unchecked
        {
            var high = Math.BigMul(x, y, out var low);
            low += sum;
            if (low < sum) high++;
            low += carry;
            if (low < carry) high++;
            carry = high;
            return low;
        }
    }

    private static ulong Plus(ulong x, ulong y, ref ulong carry)
    {
        unchecked
        {
            var sum = x + y;
            var over = sum < x ? 1UL : 0;
            var all = sum + carry;
            carry = over + (all < sum ? 1UL : 0);
            return all;
        }
    }

    private static ulong Minus(ulong x, ulong y, ref ulong borrow)
    {
        unchecked
        {
            var rest = x - y;
            var under = x < y ? 1UL : 0;
            var all = rest - borrow;
            borrow = under + (rest < borrow ? 1UL : 0);
            return all;
        }
    }
}
