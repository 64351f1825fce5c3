using System.Globalization;
using System.Numerics;

namespace P2PChain.Testing;

/// <summary>Multiples of the base point of NIST P-256, for tests. Not constant-time: never for a real key.</summary>
public static class P256Arithmetic
{
    private const int WindowBits = 5;
    private const int Windows = (256 + WindowBits - 1) / WindowBits;

    /// <summary>The field's prime.</summary>
    public static readonly BigInteger P = Number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");

    /// <summary>The order of the base point.</summary>
    public static readonly BigInteger N = Number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly P256Element One = P256Element.Of(BigInteger.One);

    // Table[i][d − 1] = d · 2^(5i) · G: a multiplication is then 52 additions and no doubling.
    private static readonly AffinePoint[][] Table = BuildTable();

    /// <summary>k · G in affine coordinates.</summary>
    /// <param name="k">1 … n − 1.</param>
    public static (BigInteger X, BigInteger Y) MultiplyBase(BigInteger k)
    {
        if (k < 1 || k >= N)
            throw new ArgumentOutOfRangeException(nameof(k));

        var sum = JacobianPoint.Infinity;
        for (var window = 0; window < Windows; window++)
        {
            var digit = (int)(k >> (window * WindowBits) & ((1 << WindowBits) - 1));
            // The sum so far is below 2^(5i) · G and k is below n, so the two are never equal or opposite.
            if (digit != 0)
                sum = Add(sum, Table[window][digit - 1]);
        }

        var (x, y) = ToAffine(sum);
        return (x.Value, y.Value);
    }

    /// <summary>The inverse of a number that is not 0 modulo a prime.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger prime)
    {
        var (low, high) = (Modulo(value, prime), prime);
        var (lowFactor, highFactor) = (BigInteger.One, BigInteger.Zero);
        while (!low.IsOne)
        {
            var quotient = BigInteger.DivRem(high, low, out var remainder);
            (high, low) = (low, remainder);
            (highFactor, lowFactor) = (lowFactor, highFactor - (quotient * lowFactor));
        }

        return Modulo(lowFactor, prime);
    }

    private static AffinePoint[][] BuildTable()
    {
        var table = new AffinePoint[Windows][];
        var unit = new AffinePoint(
            P256Element.Of(Number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296")),
            P256Element.Of(Number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")));
        for (var window = 0; window < Windows; window++)
        {
            var row = new AffinePoint[1 << WindowBits]; // one more than needed: the last is the next window's unit
            row[0] = unit;
            var multiple = Double(unit);
            for (var d = 1; d < row.Length; d++)
            {
                row[d] = ToAffine(multiple);
                multiple = Add(multiple, unit);
            }

            table[window] = row;
            unit = row[^1];
        }

        return table;
    }

    private static JacobianPoint Add(JacobianPoint a, AffinePoint b)
    {
        if (a.Z.IsZero)
            return new JacobianPoint(b.X, b.Y, One);

        var zz = a.Z * a.Z;
        var h = (b.X * zz) - a.X;
        var r = (b.Y * (a.Z * zz)) - a.Y;
        var hh = h * h;
        var hhh = h * hh;
        var v = a.X * hh;
        var x = (r * r) - hhh - (v + v);
        var y = (r * (v - x)) - (a.Y * hhh);
        return new JacobianPoint(x, y, a.Z * h);
    }

    private static JacobianPoint Double(AffinePoint a)
    {
        var yy = a.Y * a.Y;
        var beta = Twice(Twice(a.X * yy)); // 4 · x · y²
        var square = (a.X - One) * (a.X + One);
        var alpha = square + square + square;
        var x = (alpha * alpha) - Twice(beta);
        var y = (alpha * (beta - x)) - Twice(Twice(Twice(yy * yy)));
        return new JacobianPoint(x, y, Twice(a.Y));
    }

    private static P256Element Twice(P256Element value) => value + value;

    private static AffinePoint ToAffine(JacobianPoint point)
    {
        var inverse = P256Element.Of(Inverse(point.Z.Value, P));
        var square = inverse * inverse;
        return new AffinePoint(point.X * square, point.Y * (square * inverse));
    }

    private static BigInteger Modulo(BigInteger value, BigInteger prime)
    {
        var rest = value % prime;
        return rest.Sign < 0 ? rest + prime : rest;
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct AffinePoint(P256Element X, P256Element Y);

    private readonly record struct JacobianPoint(P256Element X, P256Element Y, P256Element Z)
    {
        public static JacobianPoint Infinity => default;
    }
}
